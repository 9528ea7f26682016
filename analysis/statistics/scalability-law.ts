/**
 * The Universal Scalability Law: X(N) = γN / (1 + σ(N−1) + κN(N−1)), where γ is what one replica does, σ the share of the work
 * that is serial (contention), and κ what each pair of replicas costs each other (coherency).
 * Gunther, Guerrilla Capacity Planning, 2007, chapter 4. Pure.
 */

import { type Random, randomInteger } from '../../bench/random.ts'
import { type Interval, median } from './interval.ts'

export interface Law {
  /** γ: requests per second of one replica. */
  readonly perReplica: number
  /** σ. */
  readonly contention: number
  /** κ. */
  readonly coherency: number
}

/** Whether pairs of replicas may cost each other something, or are taken to cost nothing. */
export type LawShape = 'pairs' | 'no-pairs'

/** One measurement. */
export interface Observation {
  readonly trial: number
  readonly replicas: number
  /** Above 0. */
  readonly throughput: number
}

export function throughputAt({ perReplica, contention, coherency }: Law, replicas: number): number {
  return (perReplica * replicas) / (1 + contention * (replicas - 1) + coherency * replicas * (replicas - 1))
}

/** The number of replicas with the most throughput, √((1−σ)/κ), not rounded; Infinity where more always help. */
export function peakOf({ contention, coherency }: Law): number {
  if (coherency <= 0) return contention <= 1 ? Number.POSITIVE_INFINITY : 1
  return Math.max(1, Math.sqrt(Math.max(0, 1 - contention) / coherency))
}

/**
 * The law nearest to the points. N/X = (1 + σ(N−1) + κN(N−1)) / γ is linear in 1/γ, σ/γ and κ/γ: so the least squares of
 * the relative errors are found at once, with no start values and no iteration. σ and κ may come out below 0: kept at 0
 * they could never be seen to be nothing. Without pairs κ is 0 beforehand, and the law is Amdahl's.
 *
 * @returns undefined where fewer numbers of replicas were tried than the law has parameters, or no law is near
 */
export function fitLaw(points: readonly Omit<Observation, 'trial'>[], shape: LawShape = 'pairs'): Law | undefined {
  const rows = points.map(({ replicas, throughput }) => {
    const weight = throughput / replicas // of 1 / y, so that errors count relative to y = N/X
    const terms = [weight, weight * (replicas - 1), weight * replicas * (replicas - 1)]
    return shape === 'pairs' ? terms : terms.slice(0, 2)
  })
  const columns = rows[0]?.keys().toArray() ?? []
  const normal = columns.map((i) => [
    ...columns.map((j) => sum(rows, (row) => (row[i] ?? 0) * (row[j] ?? 0))),
    sum(rows, (row) => row[i] ?? 0), // each weighted y is 1
  ])
  const [one, serial, pairs = 0] = solve(normal) ?? []
  if (one === undefined || serial === undefined || one <= 0) return undefined
  return { perReplica: 1 / one, contention: serial / one, coherency: pairs / one }
}

function sum<T>(of: readonly T[], figure: (each: T) => number): number {
  return of.reduce((total, each) => total + figure(each), 0)
}

/** Gauss–Jordan elimination with pivoting of a matrix whose last column is the right side; undefined where it is singular. */
function solve(matrix: readonly (readonly number[])[]): number[] | undefined {
  const rows = matrix.map((row) => [...row])
  for (let column = 0; column < rows.length; column += 1) {
    const candidates = rows.slice(column)
    const size = (row: readonly number[]) => Math.abs(row[column] ?? 0)
    const pivot = candidates.reduce((best, row) => (size(row) > size(best) ? row : best))
    if (size(pivot) < 1e-9) return undefined
    rows.splice(rows.indexOf(pivot), 1)
    const scaled = pivot.map((value) => value / (pivot[column] ?? 1))
    for (const row of rows) {
      const factor = row[column] ?? 0
      for (const [index, value] of scaled.entries()) row[index] = (row[index] ?? 0) - factor * value
    }
    rows.splice(column, 0, scaled)
  }
  return rows.map((row) => row.at(-1) ?? 0)
}

/** 95 % intervals of what a law says. */
export interface LawIntervals {
  readonly perReplica: Interval
  readonly contention: Interval
  readonly coherency: Interval
  /** Infinity where more replicas always help. */
  readonly peak: Interval
}

const resamples = 2_000

/** The law of the medians over trials: one trial in which the machine had a bad moment does not bend it. */
export function lawOfMedians(observations: readonly Observation[], shape?: LawShape): Law | undefined {
  const medians = mediansOf(levelled(observations, mediansOf(observations)))
  const points = [...medians].map(([replicas, throughput]) => ({ replicas, throughput }))
  return fitLaw(points, shape)
}

/** By number of replicas. */
type Medians = ReadonlyMap<number, number>

function mediansOf(observations: readonly Observation[]): Medians {
  const groups = [...Map.groupBy(observations, ({ replicas }) => replicas)]
  return new Map(groups.map(([replicas, group]) => [replicas, median(group.map(({ throughput }) => throughput))]))
}

/**
 * The observations without what all of a trial have in common: its level is the median of what its observations are of the
 * medians of all trials. One step of a median polish (Tukey, Exploratory Data Analysis, 1977, chapter 11).
 */
function levelled(observations: readonly Observation[], medians: Medians): Observation[] {
  return [...Map.groupBy(observations, ({ trial }) => trial).values()].flatMap((trial) => {
    const level = median(trial.map(({ replicas, throughput }) => throughput / (medians.get(replicas) ?? Number.NaN)))
    return trial.map((observation) => ({ ...observation, throughput: observation.throughput / level }))
  })
}

/**
 * Percentile intervals of the law of medians by the bootstrap: whole trials are drawn, with replacement, since a slow moment of the machine hits all
 * that was measured in it (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
 */
export function bootstrapLaw(
  observations: readonly Observation[],
  random: Random,
  shape?: LawShape,
): LawIntervals | undefined {
  const trials = [...Map.groupBy(observations, ({ trial }) => trial).values()]
  const draw = () => trials[randomInteger(random, trials.length)] ?? []
  const laws = Array.from({ length: resamples }, () => lawOfMedians(trials.flatMap(draw), shape)).filter(
    (law) => law !== undefined,
  )
  if (laws.length < resamples * 0.95) return undefined
  const middle95 = (figure: (law: Law) => number): Interval => {
    const sorted = laws.map(figure).sort((a, b) => (a === b ? 0 : a - b)) // Infinity − Infinity is no order
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
    return [at(0.025), at(0.975)]
  }
  return {
    perReplica: middle95(({ perReplica }) => perReplica),
    contention: middle95(({ contention }) => contention),
    coherency: middle95(({ coherency }) => coherency),
    peak: middle95(peakOf),
  }
}
