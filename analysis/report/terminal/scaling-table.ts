/** The scaling curve as tables for a terminal: each point with who was busy, then each mode's law in figures and in words. Pure. */

import type { Curve, ScalingPoint, ScalingReport } from '../figures/scaling.ts'
import { curveSentence } from '../i18n/law-sentence.ts'
import { FittingTable } from './fitting-table.ts'
import { plural, whole } from './plain-table.ts'

/** No table where there was no sweep. */
export function scalingTables(scaling: ScalingReport | undefined): string[] {
  if (scaling === undefined) return []
  const { cpuPerReplica, curves } = scaling
  const isLeftOut = curves.some(({ points }) => points.some(({ leftOut }) => leftOut !== undefined))
  return [
    `Scaling: good answers per second of N replicas${cpuPerReplica === null ? '' : `, each with ${cpuPerReplica} CPU`}; how many
times one replica's, measured and predicted; what the law fitted to all points
says, and how far off the point is; then CPU used, in % of one core: by each
replica, nginx, Redis and the client
${pointTable(scaling)}${isLeftOut ? '\n* left out of the fit: the replicas were not the limit' : ''}`,
    `Universal Scalability Law: X(N) = γN / (1 + σ(N−1) + κN(N−1)), 95 % intervals;
the last column: the N with the most throughput
${lawTable(scaling)}`,
  ]
}

/** The meaning of each curve, and why points were left out. */
export function scalingSentences(scaling: ScalingReport | undefined): string[] {
  return (scaling?.curves ?? []).flatMap((curve) => [
    `${curve.mode}: ${curveSentence(curve)}`,
    ...(curve.because === null ? [] : [`  predicted: ${curve.because}`]),
    ...curve.points.flatMap(({ replicas, leftOut }) =>
      leftOut === undefined ? [] : [`  left out with ${plural(replicas, 'replica')}: ${leftOut}`],
    ),
    ...disturbance(curve.points),
  ])
}

function disturbance(points: readonly ScalingPoint[]): string[] {
  const lost = points.filter(({ disturbedTrials, leftOut }) => disturbedTrials > 0 && leftOut === undefined)
  if (lost.length === 0) return []
  const counts = lost.map(({ replicas, disturbedTrials }) => `${disturbedTrials} with ${plural(replicas, 'replica')}`)
  return [`  trials left out, since the machine was saturated: ${counts.join(', ')}`]
}

function pointTable({ curves }: ScalingReport): string {
  const table = new FittingTable(['mode', 'N', 'good/s', '×', 'pred', 'law', 'off', 'each', 'nginx', 'Redis', 'client'])
  for (const { mode, points } of curves) {
    for (const [index, point] of points.entries()) table.push([index === 0 ? mode : '', ...pointCells(point)])
  }
  return table.toString()
}

function pointCells({ replicas, goodputPerSecond, speedUp, predictedSpeedUp, fitted, busy, leftOut }: ScalingPoint) {
  const percent = (share: number | null) => (share === null ? '-' : (share * 100).toFixed(0))
  return [
    `${replicas}${leftOut === undefined ? '' : ' *'}`,
    whole(goodputPerSecond.median),
    speedUp?.median.toFixed(2) ?? '-',
    predictedSpeedUp?.toFixed(1) ?? '-',
    fitted ? whole(fitted.goodputPerSecond) : '-',
    fitted ? `${(fitted.residual * 100).toFixed(1)}%` : '-',
    percent(busy.replica),
    percent(busy.loadBalancer),
    percent(busy.redis),
    percent(busy.client),
  ]
}

function lawTable({ curves }: ScalingReport): string {
  const table = new FittingTable(['mode', 'σ, serial work', 'κ, cost of pairs', 'peak'])
  for (const { mode, law } of curves) table.push([mode, ...lawCells(law)])
  return table.toString()
}

function lawCells(law: Curve['law']): string[] {
  if (law === null) return ['unknown', 'unknown', 'unknown']
  const { contention, coherency, ci95, withoutPairs } = law
  const share = (value: number) => (value * 100).toFixed(2)
  const cell = (value: number, [low, high]: readonly [number, number]) =>
    `${share(value)}% [${share(low)}, ${share(high)}]`
  const [least, most] = ci95.peak
  const peak = Number.isFinite(least)
    ? `${Math.floor(least)}–${Number.isFinite(most) ? Math.ceil(most) : '∞'}`
    : 'none found'
  return [cell(contention, ci95.contention), withoutPairs ? 'taken as 0' : cell(coherency, ci95.coherency), peak]
}
