/** A/A: what identical runs differ by. Whatever two runs differ by less than that is nothing that two runs can show. Pure. */

import { median } from '../statistics/interval.ts'
import { type FigureName, figureNames } from './compared-figures.ts'
import type { NoiseFloor } from './comparison.ts'
import { type ModeAndClient, modesAndClients, type Side, samplesOf } from './side.ts'

export interface Noise {
  readonly side: Side
  readonly rows: readonly NoiseRow[]
}

export interface NoiseRow extends ModeAndClient {
  readonly figure: FigureName
  /** Median of all runs. */
  readonly value: number
  /** By which share two runs differ: in the median of all pairs, and what 95 of 100 pairs stay below. */
  readonly typical: number
  readonly floor: number
}

export function noiseOf(side: Side): Noise {
  const rows = modesAndClients(side).flatMap((of) => figureNames.flatMap((figure) => noiseRow(side, of, figure) ?? []))
  return { side, rows }
}

function noiseRow(side: Side, of: ModeAndClient, figure: FigureName): NoiseRow | undefined {
  const values = samplesOf(side, of, figure, 'run')
  if (values === undefined || values.length < 2 || values.some((value) => value <= 0)) return undefined
  const differences = values
    .flatMap((one, index) => values.slice(index + 1).map((other) => Math.max(one, other) / Math.min(one, other) - 1))
    .sort((x, y) => x - y)
  const floor = differences[Math.ceil(0.95 * differences.length) - 1] as number
  return { ...of, figure, value: median(values), typical: median(differences), floor }
}

export function floorFrom({ rows }: Noise): NoiseFloor {
  return (of, figure) =>
    rows.find((row) => row.mode === of.mode && row.client === of.client && row.figure === figure)?.floor
}
