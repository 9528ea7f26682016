/** The virtual users: how much they ask for, and by which credential. */
import { html } from 'htm/preact'
import type { LoadWish } from '../../server/events.ts'
import type { View } from '../view.ts'

/** What the slider's places stand for: a room can follow two a second, and 2,000 is what the picture keeps up with. */
const rates = [0, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] as const

export function CrowdPanel({ page, t }: View) {
  const { mode, load, info } = page
  const places = rates.filter((rate) => rate <= mode.maxRatePerSecond)
  const { ratePerSecond = 0, client = 'browser' } = page.wish ?? load ?? {}
  const place = Math.max(
    0,
    places.findLastIndex((rate) => rate <= ratePerSecond),
  )
  const rateAt = (event: Event) => places[Number((event.currentTarget as HTMLInputElement).value)] ?? 0
  return html`
    <section class="card crowd" data-node="crowd" aria-labelledby="crowd-title">
      <header>
        <h2 id="crowd-title">${t.crowd.title}</h2>
        <p class="quiet">${t.crowd.role}</p>
      </header>
      <label class="slider">
        <span>${t.crowd.rate}</span>
        <output>${t.crowd.perSecond(ratePerSecond)}</output>
        <input
          type="range"
          min="0"
          max=${places.length - 1}
          step="1"
          data-set="rate"
          value=${place}
          disabled=${!info.mayControl}
          aria-valuetext=${t.crowd.perSecond(ratePerSecond)}
          onInput=${(event: Event) => page.askForLoad({ ratePerSecond: rateAt(event) })}
        />
      </label>
      <label>
        <span>${t.crowd.client}</span>
        <select
          data-set="client"
          value=${client}
          disabled=${!info.mayControl}
          onChange=${(event: Event) => page.askForLoad({ client: (event.currentTarget as HTMLSelectElement).value as LoadWish['client'] })}
        >
          ${(['browser', 'frozen'] as const).map(
            (name) => html`<option value=${name} selected=${name === client}>${t.crowd.clients[name]}</option>`,
          )}
        </select>
      </label>
      ${
        load !== undefined &&
        load.ratePerSecond > 0 &&
        html`<p class="quiet" data-sent=${load.sentPerSecond} data-load-mode=${load.mode}>
          ${t.crowd.sent(load.sentPerSecond)}${load.mode !== mode.name && html`, ${t.crowd.elsewhere(load.mode)}`}
        </p>`
      }
    </section>
  `
}
