/** Charts over one axis of time, the trials side by side. */

import type { FaultEffect } from '../../figures/fault-effects.ts'
import type { TimeSeries, TrialTimeSeries } from '../../figures/time-series.ts'
import { html, type Markup } from '../markup.ts'
import { across, downwards, line, unit } from './plot.ts'
import { roundStep, type Scale, type Tick } from './scale.ts'

/** Between two trials, as a share of one. */
const gap = 0.04

/** Where each trial and each of its steps is, 0–1. */
export class TimeScale {
  readonly #series: TimeSeries
  readonly #width: number
  readonly #longestMs: number

  constructor(series: TimeSeries) {
    this.#series = series
    this.#longestMs = Math.max(...series.trials.map(({ lengthMs }) => lengthMs), series.stepMs)
    this.#width = 1 / (series.trials.length + gap * (series.trials.length - 1))
  }

  /** @param ms since the trial's load began */
  at(trial: number, ms: number): number {
    return trial * this.#width * (1 + gap) + (Math.min(ms, this.#longestMs) / this.#longestMs) * this.#width
  }

  step(trial: number, step: number): number {
    return this.at(trial, Math.min(step * this.#series.stepMs, this.#series.trials[trial]?.lengthMs ?? 0))
  }

  /** The beginning of each trial, and of a single one its time. */
  ticks(label: (trial: number) => string, time: (ms: number) => string): Tick[] {
    const [only, ...others] = this.#series.trials
    if (only === undefined) return []
    if (others.length > 0)
      return this.#series.trials.map(({ trial }, index) => ({
        at: this.at(index, this.#longestMs / 2),
        label: label(trial),
      }))
    const step = roundStep(this.#longestMs)
    const count = Math.floor(this.#longestMs / step) + 1
    return Array.from({ length: count }, (_, index) => ({ at: this.at(0, index * step), label: time(index * step) }))
  }

  /** How long a step really is: the last may be cut short. */
  stepSeconds(trial: TrialTimeSeries, step: number): number {
    const { stepMs } = this.#series
    return Math.max(1, Math.min(stepMs, trial.lengthMs - step * stepMs)) / 1_000
  }

  /** From each fault to its healing. */
  faultBands(effects: readonly FaultEffect[]): Markup[] {
    return this.#series.trials.flatMap(({ trial, lengthMs }, index) =>
      effects
        .filter((effect) => effect.trial === trial)
        .map(({ atSeconds, healedSeconds }) => {
          const from = across(this.at(index, atSeconds * 1_000))
          const to = across(this.at(index, healedSeconds === null ? lengthMs : healedSeconds * 1_000))
          return html`<rect class="fault" x="${from}" y="0" width="${Math.max(2, to - from)}" height="${unit}"/>`
        }),
    )
  }
}

/** Areas on top of each other, each a list of heights a trial; `kinds` are classes of the style sheet. */
export function stacked(
  time: TimeScale,
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
      return html`<path class="area ${kinds[layer] ?? ''}" d="${area(time, scale, trial, below, floor)}"/>`
    })
  })
}

/** A step function: forth along the upper edge, back along the lower one. */
function area(
  time: TimeScale,
  scale: Scale,
  trial: number,
  below: readonly number[],
  above: readonly number[],
): string {
  const x = (step: number) => across(time.step(trial, step))
  const y = (value: number) => downwards(scale.at(value))
  const forth = above.map((value, step) => `V${y(value)}H${x(step + 1)}`)
  const back = below.map((value, step) => `V${y(value)}H${x(step)}`).toReversed()
  return `M${x(0)} ${y(below[0] ?? 0)}${forth.join('')}${back.join('')}Z`
}

/** A line a trial, through the middle of each step. */
export function lines(
  time: TimeScale,
  scale: Scale,
  trials: readonly (readonly (number | null)[])[],
  kind: string,
): Markup {
  const points = trials.flatMap((values, trial) => [
    null,
    ...values.map((value, step): [number, number] | null =>
      value === null ? null : [(time.step(trial, step) + time.step(trial, step + 1)) / 2, scale.at(value)],
    ),
  ])
  return line(points, kind)
}
