/** Mismatches of the virtual users: measured and predicted rate, and the causes. */
import { html } from 'htm/preact'
import type { LoadEvent } from '../../protocol/events.ts'
import type { View } from '../page-state.ts'

export function Counters({ page, t }: View) {
  const { load } = page
  const isRunning = load !== undefined && (load.ratePerSecond > 0 || load.judged > 0)
  return html`
    <section class="card counters" aria-labelledby="counters-title">
      <header>
        <h2 id="counters-title">${t.counters.title}</h2>
        <p class="quiet">${t.counters.sinceChange}</p>
      </header>
      ${isRunning ? html`<${Figures} page=${page} t=${t} load=${load} />` : html`<p class="quiet">${t.counters.none}</p>`}
    </section>
  `
}

function Figures({ page, t, load }: View & { load: LoadEvent }) {
  const { judged, mismatches, causes, predicted, unavailable } = load
  const number = (value: number) => value.toLocaleString(page.language)
  const rate = judged === 0 ? undefined : mismatches / judged
  return html`
    <p class="quiet">${load.mode} · N = ${load.replicas}</p>
    <div class="bars" data-judged=${judged} data-mismatches=${mismatches}>
      <${Bar} name=${t.counters.measured} rate=${rate} note=${rate === undefined ? t.counters.nothingYet : t.counters.of(number(mismatches), number(judged))} kind="measured" />
      <${Bar} name=${t.counters.predicted} rate=${predicted?.rate} note=${predicted ? predicted.formula : t.counters.noPrediction} kind="predicted" />
    </div>
    ${
      Object.keys(causes).length > 0 &&
      html`<table>
        <thead><tr><th scope="col">${t.counters.cause}</th><th scope="col" class="number">${t.counters.share}</th></tr></thead>
        <tbody>
          ${Object.entries(causes).map(
            ([cause, count]) =>
              html`<tr data-cause=${cause}><td>${t.counters.causes[cause] ?? cause}</td><td class="number">${number(count)}</td></tr>`,
          )}
        </tbody>
      </table>`
    }
    ${unavailable > 0 && html`<p class="warn" data-unavailable=${unavailable}>${t.counters.unavailable(unavailable)}</p>`}
  `
}

function Bar({
  name,
  rate,
  note,
  kind,
}: {
  name: string
  rate: number | undefined
  note: string
  kind: 'measured' | 'predicted'
}) {
  const percent = rate === undefined ? undefined : (rate * 100).toFixed(1)
  return html`
    <div class=${`bar ${kind}`} data-rate=${percent ?? ''}>
      <span class="name">${name}</span>
      <span class="track" aria-hidden="true"><span class="fill" style=${{ width: `${percent ?? 0}%` }}></span></span>
      <strong class="number">${percent === undefined ? '–' : `${percent} %`}</strong>
      <span class="quiet note">${note}</span>
    </div>
  `
}
