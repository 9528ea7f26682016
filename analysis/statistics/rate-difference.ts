/** Whether two rates differ, and by how much. Pure. */

import { type Interval, wilson, z } from './interval.ts'
import { normalTail } from './normal.ts'

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

/** `count` in `total` independent trials, with Wilson's interval. */
export function measuredRate(count: number, total: number): MeasuredRate {
  return { rate: count / total, ci95: wilson(count, total, 0.95) }
}
