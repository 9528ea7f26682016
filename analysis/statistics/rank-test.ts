/** Whether two samples differ, and by how much, from ranks alone: no normal distribution, and no outlier removed. Pure. */

import type { Interval } from './interval.ts'
import { normalQuantile, normalTail } from './normal.ts'

export interface RankTest {
  /** Pairs in which `b` is larger than `a`, ties counted half. */
  readonly u: number
  /** Two-sided. 1 where a sample is empty. */
  readonly p: number
  /** P(b > a) + ½ P(b = a): 0.5 where they are alike, 1 where every b is larger (Vargha & Delaney 2000). */
  readonly superiority: number
}

/** Up to so many values in all the distribution is counted out; beyond, it is normal for every purpose. */
const exactUpTo = 60

/**
 * Mann-Whitney U (Mann & Whitney 1947), two-sided. Exact also with ties: the permutation distribution of the midranks,
 * by the shift algorithm (Streitberg & Röhmel 1986). Of more than 60 values: normal, corrected for ties and continuity.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): RankTest {
  const pairs = a.length * b.length
  if (pairs === 0) return { u: 0, p: 1, superiority: 0.5 }
  const ranks = doubledMidranks([...a, ...b])
  const sum = ranks.slice(a.length).reduce((total, rank) => total + rank, 0)
  const u = sum / 2 - (b.length * (b.length + 1)) / 2
  const p = ranks.length <= exactUpTo ? exactP(ranks, b.length, sum) : normalP(ranks, b.length, u)
  return { u, p, superiority: u / pairs }
}

/** Each value's rank, the mean rank where values are equal; doubled, so that all are whole numbers. */
function doubledMidranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((i, j) => (values[i] as number) - (values[j] as number))
  const ranks = new Array<number>(values.length)
  for (let first = 0; first < order.length; ) {
    let next = first + 1
    while (next < order.length && values[order[next] as number] === values[order[first] as number]) next += 1
    for (const index of order.slice(first, next)) ranks[index] = first + 1 + next
    first = next
  }
  return ranks
}

/** The share of all ways to choose `size` of the ranks whose sum lies as far from the mean as this one. */
function exactP(ranks: readonly number[], size: number, sum: number): number {
  const ways = waysToSum(ranks, size)
  const mean = size * (ranks.length + 1)
  let [far, all] = [0, 0]
  for (const [of, count] of ways.entries()) {
    all += count
    if (Math.abs(of - mean) >= Math.abs(sum - mean)) far += count
  }
  return Math.min(1, far / all)
}

/** In how many ways `size` of the ranks add up to each sum. */
function waysToSum(ranks: readonly number[], size: number): Float64Array {
  const most = ranks.reduce((total, rank) => total + rank, 0)
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1))
  ;(ways[0] as Float64Array)[0] = 1
  for (const [index, rank] of ranks.entries()) {
    for (let chosen = Math.min(size, index + 1); chosen > 0; chosen -= 1) {
      const [from, to] = [ways[chosen - 1] as Float64Array, ways[chosen] as Float64Array]
      for (let of = most; of >= rank; of -= 1) to[of] = (to[of] as number) + (from[of - rank] as number)
    }
  }
  return ways[size] as Float64Array
}

function normalP(ranks: readonly number[], size: number, u: number): number {
  const total = ranks.length
  const pairs = size * (total - size)
  const tied = [...Map.groupBy(ranks, (rank) => rank).values()].reduce((sum, { length: t }) => sum + t ** 3 - t, 0)
  const variance = (pairs / 12) * (total + 1 - tied / (total * (total - 1)))
  if (variance === 0) return 1
  const distance = Math.max(0, Math.abs(u - pairs / 2) - 0.5)
  return Math.min(1, 2 * normalTail(distance / Math.sqrt(variance)))
}

export interface Ratio {
  /** The median of b / a over all pairs: Hodges and Lehmann's estimate, on logarithms. */
  readonly estimate: number
  /** At least 95 %; null where the samples are too small for any: 3 and 3, or 2 and 7. */
  readonly ci95: Interval | null
}

/**
 * By which factor `b` is larger than `a`: Hodges and Lehmann's estimate of a shift (1963), with the interval that belongs
 * to Mann and Whitney's test (Moses; Hollander & Wolfe, Nonparametric Statistical Methods, 1999, section 4.3), on logarithms.
 * null where a value is not above 0, or a sample is empty.
 */
export function ratioOf(a: readonly number[], b: readonly number[]): Ratio | null {
  if (a.length * b.length === 0 || [...a, ...b].some((value) => !(value > 0))) return null
  const { estimate, ci95 } = shiftOf(a.map(Math.log), b.map(Math.log))
  return { estimate: Math.exp(estimate), ci95: ci95 && [Math.exp(ci95[0]), Math.exp(ci95[1])] }
}

/** By how much `b` is larger than `a`, as above; NaN of nothing. */
export function shiftOf(a: readonly number[], b: readonly number[]): Ratio {
  const differences = b.flatMap((high) => a.map((low) => high - low)).sort((x, y) => x - y)
  const { length } = differences
  const estimate = ((differences[(length - 1) >> 1] ?? Number.NaN) + (differences[length >> 1] ?? Number.NaN)) / 2
  const outside = pairsOutside95(a.length, b.length)
  const [low, high] = outside < 0 ? [] : [differences[outside], differences[length - 1 - outside]]
  return { estimate, ci95: low === undefined || high === undefined ? null : [low, high] }
}

/** How many of the ordered differences lie below a 95 % interval; negative where not even the lowest may. */
function pairsOutside95(n: number, m: number): number {
  if (n + m > exactUpTo) {
    return Math.floor((n * m) / 2 - normalQuantile(0.975) * Math.sqrt((n * m * (n + m + 1)) / 12) - 0.5)
  }
  const untied = Array.from({ length: n + m }, (_, index) => 2 * (index + 1))
  const ways = waysToSum(untied, n)
  const all = ways.reduce((sum, count) => sum + count, 0)
  const least = n * (n + 1)
  let tail = 0
  for (let u = 0; ; u += 1) {
    tail += ways[least + 2 * u] ?? 0
    if (tail / all > 0.025) return u - 1
  }
}
