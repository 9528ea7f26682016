/** The page header: title, connection status, language and theme. */
import { html } from 'htm/preact'
import type { View } from './page-state.ts'
import { themes } from './page-state.ts'
import { languageNames, type languages } from './texts/texts.ts'

export function Header({ page, t }: View) {
  return html`
    <header class="top">
      <div class="brand">
        <img src="/lab/icon.svg" alt="" width="36" height="36" />
        <div>
          <h1>${t.title}</h1>
          <p>${t.tagline}</p>
        </div>
      </div>
      <div class="settings">
        <p class="connection" role="status" data-connection=${page.isOnline ? 'online' : 'offline'}>
          <span aria-hidden="true">${page.isOnline ? '●' : '○'}</span> ${page.isOnline ? t.connection.online : t.connection.offline}
        </p>
        ${
          page.chapters.length > 0 &&
          page.chapter === undefined &&
          html`<button type="button" class="primary" data-action="open-workshop" onClick=${() => page.openChapter(page.chapters[0]?.number)}>
            ${t.workshop.open}
          </button>`
        }
        <label>
          <span>${t.language}</span>
          <select
            data-set="language"
            value=${page.language}
            onChange=${(event: Event) => page.setLanguage((event.currentTarget as HTMLSelectElement).value as keyof typeof languages)}
          >
            ${Object.entries(languageNames).map(
              ([name, own]) =>
                html`<option value=${name} lang=${name} selected=${name === page.language}>${own}</option>`,
            )}
          </select>
        </label>
        <label>
          <span>${t.theme}</span>
          <select
            data-set="theme"
            value=${page.theme}
            onChange=${(event: Event) => page.setTheme((event.currentTarget as HTMLSelectElement).value as (typeof themes)[number])}
          >
            ${themes.map((name) => html`<option value=${name} selected=${name === page.theme}>${t.themes[name]}</option>`)}
          </select>
        </label>
      </div>
    </header>
  `
}
