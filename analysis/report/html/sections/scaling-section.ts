/** The scaling curve: throughput against replicas for each mode, drawn and as a table, with the law and what it means. */

import type { Interval } from '../../../statistics/interval.ts'
import type { Curve, FittedLaw } from '../../figures/scaling.ts'
import { lawSentence } from '../../i18n/law-sentence.ts'
import { translated } from '../../i18n/texts.ts'
import { pointRows } from '../../markdown/scaling-rows.ts'
import { scaleOf, scalingCurve } from '../charts/scaling-curve.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

export const scaling: Section = {
  id: 'scaling',
  title: (texts) => texts.scaling,
  body({ scaling }) {
    if (scaling === undefined || scaling.curves.length === 0) return undefined
    const { cpuPerReplica, curves } = scaling
    const scale = scaleOf(curves)
    return html`<p>${translated((texts) => texts.scalingLead(cpuPerReplica))}</p>
<p class="key quiet">${key('point', (texts) => texts.measuredKey)} ${key('line law', (texts) => texts.lawKey)} ${key('line ideal', (texts) => texts.idealKey)}</p>
<div class="cards">
${curves.map(
  (curve, index) => html`<figure class="card">
<figcaption id="scaling-${index}"><b>${curve.mode}, ${translated((texts) => texts.clients[curve.client])}</b> ${heightOf(curve)}</figcaption>
${scalingCurve(
  curve,
  scale,
  `scaling-${index}`,
  translated((texts) => texts.goodputByReplicas),
)}
${meaningOf(curve)}
</figure>
`,
)}</div>
${pointTable(curves)}
${lawTable(curves)}`
  },
}

/** A curve without a law has its reason in English only. */
function meaningOf({ law, noLawReason }: Curve): Markup {
  return law === null
    ? html`<p class="quiet" lang="en">${noLawReason}</p>`
    : html`<p class="quiet">${translated((texts) => lawSentence(law, texts))}</p>`
}

function key(kind: string, text: Parameters<typeof translated>[0]): Markup {
  return html`<span><svg viewBox="0 0 24 16" aria-hidden="true"><path class="${kind}" d="${kind === 'point' ? 'M12 8h0' : 'M0 8H24'}"/></svg> ${translated(text)}</span>`
}

/** How many times one replica's throughput the most replicas reach. */
function heightOf({ points }: Curve): Markup | undefined {
  const last = points.at(-1)
  if (last === undefined || last.speedUp === null) return undefined
  const { replicas, speedUp, predictedSpeedUp } = last
  const expected = predictedSpeedUp?.toFixed(1) ?? null
  return translated((texts) => texts.speedUpIs(speedUp.median.toFixed(2), replicas, expected))
}

function pointTable(curves: readonly Curve[]): Markup {
  return html`<p id="scaling-caption" class="quiet">${translated((texts) => texts.scalingCaption)}</p>
<div class="wide" role="region" aria-labelledby="scaling-caption" tabindex="0"><table aria-labelledby="scaling-caption">
<thead><tr><th scope="col" class="text">${translated((texts) => texts.mode)}</th>${heads.map((head) => html`<th scope="col">${translated(head)}</th>`)}</tr></thead>
<tbody>
${curves.flatMap(({ mode, points }) =>
  points.map(
    (point) =>
      html`<tr><th scope="row">${mode}</th>${pointRows(point).map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  ),
)}</tbody></table></div>`
}

const heads: readonly Parameters<typeof translated>[0][] = [
  () => 'N',
  (texts) => texts.goodput,
  () => '×',
  (texts) => texts.predicted('×'),
  (texts) => texts.lawSays,
  (texts) => texts.lawIsOff,
  (texts) => texts.replicaBusy,
  () => 'nginx, %',
  () => 'Redis, %',
  (texts) => texts.clientBusy,
]

function lawTable(curves: readonly Curve[]): Markup | undefined {
  const fitted = curves.flatMap(({ mode, law }) => (law === null ? [] : { mode, law }))
  if (fitted.length === 0) return undefined
  return html`<p id="law-caption" class="quiet">${translated((texts) => texts.lawCaption)}</p>
<div class="wide" role="region" aria-labelledby="law-caption" tabindex="0"><table aria-labelledby="law-caption">
<thead><tr><th scope="col" class="text">${translated((texts) => texts.mode)}</th><th scope="col">σ</th><th scope="col">κ</th></tr></thead>
<tbody>
${fitted.map(
  ({
    mode,
    law,
  }) => html`<tr><th scope="row">${mode}</th><td>${share(law, 'contention')}</td><td>${share(law, 'coherency')}</td></tr>
`,
)}</tbody></table></div>`
}

function share(law: FittedLaw, figure: 'contention' | 'coherency'): string {
  if (figure === 'coherency' && law.withoutPairs) return '0'
  const percent = (value: number) => (value * 100).toFixed(1)
  const [low, high]: Interval = law.ci95[figure]
  return `${percent(law[figure])} % [${percent(low)}, ${percent(high)}]`
}
