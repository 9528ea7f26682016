/** Whether two rates differ, and by how much. Pure. */

import { type Interval, wilson, z } from './interval.ts'
import { normalTail } from './normal.ts'
import { mannWhitney } from './rank-test.ts'

/** A rate that was measured, with its 95 % interval. */
export interface MeasuredRate {
  readonly rate: number
  readonly ci95: Interval
}

export interface RateDifference {
  /** b − a, −1 to 1. */
  readonly difference: number
  readonly ci95: Interval
  /** Two-sided, of the hypothesis that the rates are the same: the smallest risk at which the interval leaves 0 out. */
  readonly p: number
}

/**
 * The difference of two independent rates by squaring and adding the distances to their own limits: Newcombe's method 10
 * (Statistics in Medicine 17, 1998, 873–890) where those are Wilson's, and the same for limits of any other kind, such
 * as those that count sessions (Zou & Donner, Statistics in Medicine 27, 2008, 1693–1702).
 */
export function rateDifference(a: MeasuredRate, b: MeasuredRate): RateDifference {
  const difference = b.rate - a.rate
  const below = Math.hypot(b.rate - b.ci95[0], a.ci95[1] - a.rate)
  const above = Math.hypot(b.ci95[1] - b.rate, a.rate - a.ci95[0])
  const towardsZero = difference > 0 ? below : above
  const p = difference === 0 ? 1 : 2 * normalTail((z[0.95] * Math.abs(difference)) / towardsZero)
  return { difference, ci95: [Math.max(-1, difference - below), Math.min(1, difference + above)], p: Math.min(1, p) }
}

/** The rate of several runs: the mean of their own, with an interval that counts runs. */
export interface RateOfRuns extends MeasuredRate {
  /** One for each run. */
  readonly rates: readonly number[]
}

export interface RateDifferenceOfRuns extends Omit<RateDifference, 'ci95'> {
  /** null where a side has a single run, which does not show how much runs differ. */
  readonly ci95: Interval | null
  /** P(rate of b > rate of a) of single runs, ties counted half. */
  readonly superiority: number
}

/**
 * The difference of two rates where the run is the unit: sessions of one run share its luck, so they are no independent
 * cases. Each run's rate is one value (analysis of cluster-level summaries: Hayes & Moulton, Cluster Randomised Trials, 2009,
 * section 10.3), and Mann and Whitney's test compares the values, as it does for speeds. The interval is that of the means,
 * from each side's own. p is the larger of the two, so that where p is small the interval leaves 0 out.
 */
export function rateDifferenceOfRuns(a: RateOfRuns, b: RateOfRuns): RateDifferenceOfRuns {
  const { p, superiority } = mannWhitney(a.rates, b.rates)
  const means = rateDifference(a, b)
  if (Math.min(a.rates.length, b.rates.length) < 2) return { ...means, ci95: null, p, superiority }
  return { ...means, p: Math.max(p, means.p), superiority }
}

/** `count` in `total` independent trials, with Wilson's interval. */
export function measuredRate(count: number, total: number): MeasuredRate {
  return { rate: count / total, ci95: wilson(count, total, 0.95) }
}
