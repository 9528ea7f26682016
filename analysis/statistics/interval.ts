/** Intervals for proportions, means and medians. Every function is pure; each names its source. */

import { studentQuantile } from './student.ts'

/** [low, high]. */
export type Interval = readonly [low: number, high: number]

/** Two-sided normal quantiles by confidence. */
export const z = { 0.95: 1.959964, 0.999: 3.290527 } as const
export type Confidence = keyof typeof z

/** Wilson's score interval for `count` in `total` independent trials (Wilson 1927). Nothing tried: [0, 1]. */
export function wilson(count: number, total: number, confidence: Confidence): Interval {
  if (total === 0) return [0, 1]
  const p = count / total
  const square = z[confidence] ** 2
  const centre = (p + square / (2 * total)) / (1 + square / total)
  const half = (z[confidence] / (1 + square / total)) * Math.sqrt((p * (1 - p)) / total + square / (4 * total ** 2))
  return [count === 0 ? 0 : Math.max(0, centre - half), count === total ? 1 : Math.min(1, centre + half)]
}

/** What one session adds to a rate: `count` of its `total` operations. */
export interface Cluster {
  readonly count: number
  readonly total: number
}

/**
 * Interval for the rate Σcount / Σtotal where operations of one session are alike, so that the session is the unit:
 * Taylor linearisation of a ratio of cluster totals (Cochran, Sampling Techniques, 1977, section 6.3).
 * Where every operation went the same way the variance says nothing; then Wilson's interval over the sessions stands in.
 */
export function clusteredRate(
  clusters: Iterable<Cluster>,
  confidence: Confidence,
): { rate: number; interval: Interval } {
  let sessions = 0
  let count = 0
  let total = 0
  let [countCount, countTotal, totalTotal] = [0, 0, 0]
  for (const cluster of clusters) {
    sessions += 1
    count += cluster.count
    total += cluster.total
    countCount += cluster.count ** 2
    countTotal += cluster.count * cluster.total
    totalTotal += cluster.total ** 2
  }
  if (total === 0) return { rate: Number.NaN, interval: [0, 1] }
  const rate = count / total
  if (count === 0) return { rate, interval: wilson(0, sessions, confidence) }
  if (count === total || sessions < 2) return { rate, interval: wilson(rate * sessions, sessions, confidence) }
  const squares = Math.max(0, countCount - 2 * rate * countTotal + rate ** 2 * totalTotal)
  const half = (z[confidence] * Math.sqrt((sessions / (sessions - 1)) * squares)) / total
  return { rate, interval: [Math.max(0, rate - half), Math.min(1, rate + half)] }
}

/** The arithmetic mean. NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * Interval of the mean of a few values, by Student's t (Student, Biometrika 6, 1908, 1–25). With rates as values, each of a whole run, it is
 * the analysis of cluster-level summaries (Hayes & Moulton, Cluster Randomised Trials, 2009, section 10.3). Fewer than two
 * values: none.
 */
export function meanInterval(values: readonly number[], confidence: Confidence): Interval | undefined {
  if (values.length < 2) return undefined
  const centre = mean(values)
  const half = studentQuantile((1 + confidence) / 2, values.length - 1) * standardError(values)
  return [centre - half, centre + half]
}

/**
 * Interval for the mean of values that are each known only to lie between two bounds: the mean of the lower ones less its
 * normal half-width, the mean of the upper ones plus its own (Manski, Partial Identification of Probability
 * Distributions, 2003, section 1.2; a normal mean wants 30 values or more). Nothing: (−∞, ∞).
 */
export function boundedMean(bounds: readonly Interval[], confidence: Confidence): Interval {
  if (bounds.length < 2) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const [lows, highs] = [bounds.map(([low]) => low), bounds.map(([, high]) => high)]
  const high = mean(highs)
  return [
    mean(lows) - z[confidence] * standardError(lows),
    Number.isFinite(high) ? high + z[confidence] * standardError(highs) : high,
  ]
}

function standardError(values: readonly number[]): number {
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1) / values.length)
}

/** The middle value; the mean of the two middle ones for an even number. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * Distribution-free 95 % interval of a median: the innermost pair of order statistics that covers it
 * (Hahn & Meeker, Statistical Intervals, 1991, section 5.2). Fewer than six values: none, since even their range covers less.
 */
export function medianInterval95(values: readonly number[]): Interval | undefined {
  const n = values.length
  const sorted = values.toSorted((a, b) => a - b)
  let tail = 0.5 ** n
  let binomial = 1
  let rank: number | undefined
  for (let k = 0; k < n / 2 && 2 * tail <= 0.05; k += 1) {
    rank = k
    binomial = (binomial * (n - k)) / (k + 1)
    tail += binomial * 0.5 ** n
  }
  const [low, high] = rank === undefined ? [] : [sorted[rank], sorted[n - 1 - rank]]
  return low === undefined || high === undefined ? undefined : [low, high]
}
