/** Lanes over one time axis, the trials side by side: what they show stands in the same place in each. */

import type { TrialAxis } from '../../figures/time-series.ts'
import type { Course, TrialCourse } from '../../figures/time-series-steps.ts'
import { html, type Markup } from '../markup.ts'
import { across, downwards, line, unit } from './plot.ts'
import { roundStep, type Scale, type Tick } from './scale.ts'

/** Between two trials, as a share of one. */
const gap = 0.04

/** Where each trial and each of its steps is, 0–1. */
export class TimeAxis {
  readonly #course: Course
  readonly #width: number
  readonly #longestMs: number

  constructor(course: Course) {
    this.#course = course
    this.#longestMs = Math.max(...course.trials.map(({ lengthMs }) => lengthMs), course.stepMs)
    this.#width = 1 / (course.trials.length + gap * (course.trials.length - 1))
  }

  /** @param ms since the trial's load began */
  at(trial: number, ms: number): number {
    return trial * this.#width * (1 + gap) + (Math.min(ms, this.#longestMs) / this.#longestMs) * this.#width
  }

  step(trial: number, step: number): number {
    return this.at(trial, Math.min(step * this.#course.stepMs, this.#course.trials[trial]?.lengthMs ?? 0))
  }

  /** The beginning of each trial, and of a single one its time. */
  ticks(label: (trial: number) => string, time: (ms: number) => string): Tick[] {
    const [only, ...others] = this.#course.trials
    if (only === undefined) return []
    if (others.length > 0)
      return this.#course.trials.map(({ trial }, index) => ({
        at: this.at(index, this.#longestMs / 2),
        label: label(trial),
      }))
    const step = roundStep(this.#longestMs)
    const count = Math.floor(this.#longestMs / step) + 1
    return Array.from({ length: count }, (_, index) => ({ at: this.at(0, index * step), label: time(index * step) }))
  }

  /** How long a step really is: the last may be cut short. */
  stepSeconds(trial: TrialCourse, step: number): number {
    const { stepMs } = this.#course
    return Math.max(1, Math.min(stepMs, trial.lengthMs - step * stepMs)) / 1_000
  }

  /** From each fault to its healing. */
  faultBands(axes: readonly TrialAxis[]): Markup[] {
    return this.#course.trials.flatMap(({ trial, lengthMs }, index) =>
      (axes.find((axis) => axis.trial === trial)?.faults ?? []).map(({ atSeconds, healedSeconds }) => {
        const from = across(this.at(index, atSeconds * 1_000))
        const to = across(this.at(index, healedSeconds === null ? lengthMs : healedSeconds * 1_000))
        return html`<rect class="fault" x="${from}" y="0" width="${Math.max(2, to - from)}" height="${unit}"/>`
      }),
    )
  }
}

/** Areas on top of each other, each a list of heights a trial; `kinds` are classes of the style sheet. */
export function stacked(
  axis: TimeAxis,
  scale: Scale,
  trials: readonly (readonly (readonly number[])[])[],
  kinds: readonly string[],
): Markup[] {
  return trials.flatMap((layers, trial) => {
    const floor = (layers[0] ?? []).map(() => 0)
    return layers.map((heights, layer) => {
      const below = [...floor]
      for (const [step, height] of heights.entries()) floor[step] = (floor[step] ?? 0) + height
      if (heights.every((height) => height === 0)) return html``
      return html`<path class="area ${kinds[layer] ?? ''}" d="${area(axis, scale, trial, below, floor)}"/>`
    })
  })
}

/** A step function: forth along the upper edge, back along the lower one. */
function area(axis: TimeAxis, scale: Scale, trial: number, below: readonly number[], above: readonly number[]): string {
  const x = (step: number) => across(axis.step(trial, step))
  const y = (value: number) => downwards(scale.at(value))
  const forth = above.map((value, step) => `V${y(value)}H${x(step + 1)}`)
  const back = below.map((value, step) => `V${y(value)}H${x(step)}`).toReversed()
  return `M${x(0)} ${y(below[0] ?? 0)}${forth.join('')}${back.join('')}Z`
}

/** A line a trial, through the middle of each step. */
export function lines(
  axis: TimeAxis,
  scale: Scale,
  trials: readonly (readonly (number | null)[])[],
  kind: string,
): Markup {
  const points = trials.flatMap((values, trial) => [
    null,
    ...values.map((value, step): [number, number] | null =>
      value === null ? null : [(axis.step(trial, step) + axis.step(trial, step + 1)) / 2, scale.at(value)],
    ),
  ])
  return line(points, kind)
}
