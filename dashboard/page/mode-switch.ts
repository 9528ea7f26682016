/** Selects the mode, that is the URL prefix, of the browser's requests. */
import { html } from 'htm/preact'
import type { View } from './page-state.ts'
import { modeText } from './texts/texts.ts'

export function ModeSwitch({ page, t }: View) {
  const { name, strategy, policy, summary } = page.mode
  return html`
    <section class="modes" aria-labelledby="modes-title">
      <h2 id="modes-title">${t.mode}</h2>
      <div class="pills" role="radiogroup" aria-labelledby="modes-title">
        ${page.info.modes.map(
          (mode) => html`
            <label class="pill">
              <input
                type="radio"
                name="mode"
                value=${mode.name}
                data-mode=${mode.name}
                checked=${mode.name === name}
                onChange=${() => page.selectMode(mode)}
              />
              <span>${mode.name}</span>
            </label>
          `,
        )}
      </div>
      <p class="mode-summary" aria-live="polite">
        <strong>${modeText(t, name) ?? summary}</strong> <span class="quiet">${t.modeOf(strategy, policy)}</span>
      </p>
    </section>
  `
}
