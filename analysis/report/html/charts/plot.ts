/**
 * The frame of a chart: a stretchable SVG of marks, its ticks as text beside it, which therefore never shrinks with it.
 * Marks are drawn in units of 1,000 by 1,000, with y downwards; lines keep their width however the plot is stretched.
 */

import { html, type Markup } from '../markup.ts'
import type { Tick } from './scale.ts'

export const unit = 1_000

export interface Plot {
  /** Id of the element whose text says what is seen. */
  readonly labelledBy: string
  /** Of the plot itself, px. */
  readonly height: number
  readonly x: readonly Tick[]
  readonly y: readonly Tick[]
  /** What the y axis measures. */
  readonly measures: Markup
  readonly marks: Markup | readonly Markup[]
}

export function plot({ labelledBy, height, x, y, measures, marks }: Plot): Markup {
  return html`<div class="plot" style="--height:${height}px">
<div class="measures">${measures}</div>
<div class="y" aria-hidden="true">${y.map(({ at, label }) => html`<span style="bottom:${percents(at)}">${label}</span>`)}</div>
<svg role="img" aria-labelledby="${labelledBy}" viewBox="0 0 ${unit} ${unit}" preserveAspectRatio="none">
<path class="grid" d="${y.map(({ at }) => `M0 ${downwards(at)}H${unit}`).join('')}${x.map(({ at }) => `M${across(at)} 0V${unit}`).join('')}"/>
${marks}</svg>
<div class="x" aria-hidden="true">${x.map(({ at, label }) => html`<span style="left:${percents(at)}">${label}</span>`)}</div>
</div>`
}

/** A place on the x axis, 0–1, in the plot's units. */
export const across = (at: number) => Math.round(at * unit * 10) / 10
/** A height above the x axis, 0–1, in the plot's units, which go downwards. */
export const downwards = (at: number) => Math.round((1 - at) * unit * 10) / 10

const percents = (at: number) => `${Number((at * 100).toFixed(2))}%`

/** A line through points of 0–1; a gap where there is none; between two gaps a dot. */
export function line(points: readonly (readonly [x: number, y: number] | null)[], kind: string): Markup {
  const steps = points.map((point, index) => {
    if (point === null) return ''
    const begins = index === 0 || points[index - 1] === null
    const isAlone = begins && (points[index + 1] ?? null) === null
    return `${begins ? 'M' : 'L'}${across(point[0])} ${downwards(point[1])}${isAlone ? 'h0' : ''}`
  })
  return html`<path class="line ${kind}" d="${steps.join('')}"/>`
}
