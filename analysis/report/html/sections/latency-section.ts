/** How latency is distributed: each mode's curve among those of the others, towards ever rarer requests. */

import type { LatencyCurve } from '../../figures/quantiles.ts'
import { translated } from '../../i18n/texts.ts'
import { rowsOfReport } from '../../markdown/rows.ts'
import { line, plot } from '../charts/plot.ts'
import { logScale, type Scale, type Tick } from '../charts/scale.ts'
import { duration } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

/** Everything below this share of the slowest is drawn in the same place: there the worst are. */
const decades = 5

export const latency: Section = {
  id: 'latency',
  title: (texts) => texts.latencyTitle,
  body(report) {
    const rows = rowsOfReport(report).flatMap(({ mode, client, of: { load } }) =>
      load.latencyCurve === null
        ? []
        : { mode, client, curve: load.latencyCurve, service: load.serviceCurve ?? null, load },
    )
    if (rows.length === 0) return undefined
    const times = rows.flatMap(({ curve, service }) => [...curve, ...(service ?? [])].map(([, ms]) => ms))
    const scale = logScale([Math.max(0.001, Math.min(...times)), Math.max(...times)], duration)
    const isByRate = rows.some(({ service }) => service !== null)
    return html`<p>${translated((texts) => texts.latencyLead)} ${isByRate && translated((texts) => texts.correctedLead)}</p>
<div class="cards">
${rows.map(
  ({ mode, client, curve, service, load }, index) => html`<figure class="card">
<figcaption id="latency-${index}"><b>${mode}, ${translated((texts) => texts.clients[client as 'frozen'] ?? client)}</b>
${load.latencyMs && html`p50 ${duration(load.latencyMs.p50)}, p99 ${duration(load.latencyMs.p99)}, ${translated((texts) => texts.max)} ${duration(load.latencyMs.max)}`}</figcaption>
${plot({
  labelledBy: `latency-${index}`,
  height: 180,
  x: ticks,
  y: scale.ticks,
  measures: translated((texts) => texts.latencyOf),
  marks: [
    index === 0
      ? html`<g id="all-curves">${rows.map((row) => drawn(row.curve, scale, 'others'))}</g>`
      : html`<use href="#all-curves"/>`,
    ...(service === null ? [] : [drawn(service, scale, 'uncorrected')]),
    drawn(curve, scale, 'corrected'),
  ],
})}
</figure>
`,
)}</div>`
  },
}

const places = (quantile: number) => Math.min(1, quantile >= 1 ? 1 : -Math.log10(1 - quantile) / decades)

const ticks: readonly Tick[] = [0.5, 0.9, 0.99, 0.999, 0.9999].map((quantile) => ({
  at: places(quantile),
  label: `p${Number((quantile * 100).toFixed(2))}`,
}))

/** The slowest of all stands one point beyond the last that has a share of its own. */
function drawn(curve: LatencyCurve, scale: Scale, kind: string): Markup {
  const inner = curve.filter(([quantile]) => quantile < 1)
  const end = Math.min(1, places(inner.at(-1)?.[0] ?? 0) + 0.1 / decades)
  return line(
    curve.map(([quantile, ms]) => [quantile >= 1 ? end : places(quantile), scale.at(Math.max(0.001, ms))]),
    kind,
  )
}
