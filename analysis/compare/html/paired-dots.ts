/** Rows of two dots on one scale: what A has and, below it, what B has, each with its interval. */

import { linearScale, type Scale } from '../../report/html/charts/scale.ts'
import { html, Markup } from '../../report/html/markup.ts'
import type { RowOutcome } from '../comparison.ts'
import type { Measured } from '../side.ts'

export interface Pair {
  readonly who: Markup
  readonly a: Measured
  readonly b: Measured
  readonly outcome: RowOutcome
  /** The same as text, for readers who cannot see the chart. */
  readonly figures: Markup
}

/** What the style sheet of every page does not know. */
export const pairsStyle = new Markup(`
.pairs li { min-height: 2.6rem } .pairs .before .interval { stroke: var(--quiet) }
.pairs .before .measured { fill: var(--page); stroke: var(--quiet); stroke-width: 2 }
.pairs .better { color: var(--good) } .pairs .worse { color: var(--bad) } .pairs .unconfirmed { color: var(--unsure) }
@media (max-width: 40rem) {
  .dots.pairs li { grid-template-columns: 1fr } .dots.pairs .figures { text-align: left }
  .pairs .scale span:first-child { transform: none } .pairs .scale span:last-child { transform: translateX(-100%) } }
`)

/** @param label of ticks */
export function pairs(rows: readonly Pair[], label: (value: number) => string): Markup {
  const reach = ({ value, ci95 }: Measured) => ci95?.[1] ?? value
  const scale = linearScale(Math.max(...rows.flatMap(({ a, b }) => [reach(a), reach(b)]), 0), label)
  return html`<ul class="dots pairs">
<li class="scale" aria-hidden="true"><div>${scale.ticks.map(
    ({ at, label: text }) => html`<span style="left:${places(at)}">${text}</span>`,
  )}</div></li>
${rows.map(
  ({ who, a, b, outcome, figures }) =>
    html`<li class="${outcome}"><span class="who">${who}</span><svg aria-hidden="true"><line class="track" x2="100%" y1="12" y2="12"/>${mark('before', a, 6, scale)}${mark('after', b, 18, scale)}</svg><span class="figures">${figures}</span></li>
`,
)}</ul>`
}

/** A place on the scale is a share of the width, so that the dots stay round however wide the page is. */
function mark(side: string, { value, ci95 }: Measured, y: number, scale: Scale): Markup {
  const at = (of: number) => places(scale.at(of))
  return html`<g class="${side}">${ci95 && html`<line class="interval" x1="${at(ci95[0])}" x2="${at(ci95[1])}" y1="${y}" y2="${y}"/>`}<circle class="measured" cx="${at(value)}" cy="${y}" r="4.5"/></g>`
}

const places = (at: number) => `${Number((at * 100).toFixed(2))}%`
