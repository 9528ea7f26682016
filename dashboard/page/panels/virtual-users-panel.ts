/** The controls of the virtual users: request rate and client model. */
import { html } from 'htm/preact'
import type { LoadRequest } from '../../protocol/requests.ts'
import type { View } from '../page-state.ts'

/** Rates of the slider's positions, requests/s. Viewers can follow 2; the diagram keeps up with 2,000. */
const rates = [0, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] as const

export function VirtualUsersPanel({ page, t }: View) {
  const { mode, load, info } = page
  const steps = rates.filter((rate) => rate <= mode.maxRatePerSecond)
  const { ratePerSecond = 0, client = 'browser' } = page.requestedLoad ?? load ?? {}
  const position = Math.max(
    0,
    steps.findLastIndex((rate) => rate <= ratePerSecond),
  )
  const rateAt = (event: Event) => steps[Number((event.currentTarget as HTMLInputElement).value)] ?? 0
  return html`
    <section class="card virtual-users" data-node="virtual-users" aria-labelledby="virtual-users-title">
      <header>
        <h2 id="virtual-users-title">${t.virtualUsers.title}</h2>
        <p class="quiet">${t.virtualUsers.role}</p>
      </header>
      <label class="slider">
        <span>${t.virtualUsers.rate}</span>
        <output>${t.virtualUsers.perSecond(ratePerSecond)}</output>
        <input
          type="range"
          min="0"
          max=${steps.length - 1}
          step="1"
          data-set="rate"
          value=${position}
          disabled=${!info.mayControl}
          aria-valuetext=${t.virtualUsers.perSecond(ratePerSecond)}
          onInput=${(event: Event) => page.requestLoad({ ratePerSecond: rateAt(event) })}
        />
      </label>
      <label>
        <span>${t.virtualUsers.client}</span>
        <select
          data-set="client"
          value=${client}
          disabled=${!info.mayControl}
          onChange=${(event: Event) => page.requestLoad({ client: (event.currentTarget as HTMLSelectElement).value as LoadRequest['client'] })}
        >
          ${(['browser', 'frozen'] as const).map(
            (name) => html`<option value=${name} selected=${name === client}>${t.virtualUsers.clients[name]}</option>`,
          )}
        </select>
      </label>
      ${
        load !== undefined &&
        load.ratePerSecond > 0 &&
        html`<p class="quiet" data-sent=${load.sentPerSecond} data-load-mode=${load.mode}>
          ${t.virtualUsers.sent(load.sentPerSecond)}${load.mode !== mode.name && html`, ${t.virtualUsers.elsewhere(load.mode)}`}
        </p>`
      }
    </section>
  `
}
