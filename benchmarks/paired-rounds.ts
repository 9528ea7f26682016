/** Ratios of two rates, measured alternately: A B A B …, so that disturbances of the machine affect both. */

import { type Interval, median, medianInterval95 } from '../analysis/statistics/interval.ts'

export interface Rates {
  readonly [name: string]: number
}

export interface Ratio {
  readonly of: string
  readonly to: string
  readonly median: number
  /** Null below six rounds. */
  readonly ci95: Interval | null
  readonly perSecond: number
}

/** Every ratio to the yardstick, round by round, then the median of the rounds. */
export function ratiosTo(yardstick: string, rounds: readonly Rates[]): Ratio[] {
  const names = Object.keys(rounds[0] ?? {}).filter((name) => name !== yardstick)
  return names.map((of) => {
    const ratios = rounds.map((round) => (round[of] ?? Number.NaN) / (round[yardstick] ?? Number.NaN))
    const perSecond = median(rounds.map((round) => round[of] ?? Number.NaN))
    return { of, to: yardstick, median: median(ratios), ci95: medianInterval95(ratios) ?? null, perSecond }
  })
}
