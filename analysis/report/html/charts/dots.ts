/** Rows of dots on one scale: what was measured with its interval, and what was predicted. */

import type { Interval } from '../../../statistics/interval.ts'
import { translated } from '../../i18n/texts.ts'
import { html, type Markup } from '../markup.ts'
import { linearScale, type Scale } from './scale.ts'

export interface Dot {
  readonly who: Markup
  readonly measured: number | null
  readonly interval: Interval | null
  readonly predicted: number | null
  readonly band?: Interval
  /** A class of the style sheet: gives the dot its colour. */
  readonly outcome: string
  /** The same as text, for readers who cannot see the chart. */
  readonly figures: Markup
}

/** @param label of ticks */
export function dots(rows: readonly Dot[], label: (value: number) => string): Markup {
  const reach = ({ measured, interval, predicted, band }: Dot) =>
    Math.max(measured ?? 0, measured === null ? 0 : (interval?.[1] ?? 0), predicted ?? 0, band?.[1] ?? 0)
  const scale = linearScale(Math.max(...rows.map(reach), 0), label)
  return html`<ul class="dots">
<li class="scale" aria-hidden="true"><div>${scale.ticks.map(
    ({ at, label: text }) => html`<span style="left:${places(at)}">${text}</span>`,
  )}</div></li>
${rows.map(
  (
    row,
  ) => html`<li class="${row.outcome}"><span class="who">${row.who}</span>${track(row, scale)}<span class="figures">${row.figures}</span></li>
`,
)}</ul>
<p class="quiet key">
<span>${icon(html`<path class="interval" d="M0 8H24"/><circle class="measured" cx="12" cy="8" r="5"/>`)} ${translated((texts) => texts.measuredKey)}</span>
<span>${icon(html`<path class="predicted" d="${diamond(12, 8)}"/>`)} ${translated((texts) => texts.predictedKey)}</span>
</p>`
}

function icon(marks: Markup): Markup {
  return html`<svg viewBox="0 0 24 16" aria-hidden="true">${marks}</svg>`
}

/** A place on the scale is a share of the width, so that the dots stay round however wide the page is. */
function track({ measured, interval, predicted, band }: Dot, scale: Scale): Markup {
  const at = (value: number) => places(scale.at(value))
  return html`<svg aria-hidden="true"><line class="track" x2="100%" y1="12" y2="12"/>${
    band &&
    html`<rect class="band" x="${at(band[0])}" width="${places(scale.at(band[1]) - scale.at(band[0]))}" y="5" height="14"/>`
  }${
    measured !== null &&
    html`${interval && html`<line class="interval" x1="${at(interval[0])}" x2="${at(interval[1])}" y1="12" y2="12"/>`}<circle class="measured" cx="${at(measured)}" cy="12" r="5"/>`
  }${predicted !== null && html`<svg x="${at(predicted)}" overflow="visible"><path class="predicted" d="${diamond(0, 12)}"/></svg>`}</svg>`
}

function diamond(x: number, y: number): string {
  return `M${x - 4} ${y}L${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}Z`
}

const places = (at: number) => `${Number((at * 100).toFixed(2))}%`
