/** The page's head: what this is, whether it is live, and in which language and colours. */
import { html } from 'htm/preact'
import { themes } from './page-state.ts'
import { languageNames, type languages } from './texts/texts.ts'
import type { View } from './view.ts'

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
        <p class="line" role="status" data-line=${page.isOnline ? 'online' : 'offline'}>
          <span aria-hidden="true">${page.isOnline ? '●' : '○'}</span> ${page.isOnline ? t.line.online : t.line.offline}
        </p>
        ${
          page.chapters.length > 0 &&
          page.chapter === undefined &&
          html`<button type="button" class="primary" data-action="open-workshop" onClick=${() => page.open(page.chapters[0]?.number)}>
            ${t.workshop.open}
          </button>`
        }
        <label>
          <span>${t.language}</span>
          <select
            data-set="language"
            value=${page.language}
            onChange=${(event: Event) => page.speak((event.currentTarget as HTMLSelectElement).value as keyof typeof languages)}
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
            onChange=${(event: Event) => page.dress((event.currentTarget as HTMLSelectElement).value as (typeof themes)[number])}
          >
            ${themes.map((name) => html`<option value=${name} selected=${name === page.theme}>${t.themes[name]}</option>`)}
          </select>
        </label>
      </div>
    </header>
  `
}
