/** One side of a comparison: a run, or several runs of the same kind, and the samples that they give. Pure. */

import type { ClientModel } from '../../bench/history/operation.ts'
import type { ClientReport, Report } from '../report/model/report.ts'
import { type Interval, median } from '../statistics/interval.ts'
import { type FigureName, figures } from './compared-figures.ts'

export interface Side {
  /** As the user named it: a path. */
  readonly name: string
  /** At least one, in the order in which they took place. */
  readonly runs: readonly Run[]
}

export interface Run {
  /** Of its report. */
  readonly path: string
  readonly report: Report
}

/** What one side has of a figure: the median of its samples, or the mean rate of its runs, with the 95 % interval. */
export interface Measured {
  readonly value: number
  readonly ci95: Interval | null
  /** How many trials, runs or sessions. */
  readonly samples: number
}

/** What one sample is: a trial; or, where there are enough of them, a whole run, since trials of a run share its luck. */
export type SampleUnit = 'trial' | 'run'

/** Fewer samples on a side cannot show any difference: with 3 and 3, the smallest possible p is 0.1. */
export const fewestSamples = 4

export function sampleUnitOf(sides: readonly Side[]): SampleUnit {
  return sides.every(({ runs }) => runs.length >= fewestSamples) ? 'run' : 'trial'
}

export interface ModeAndClient {
  readonly mode: string
  readonly client: ClientModel
}

export const isSame = (one: ModeAndClient, other: ModeAndClient) =>
  one.mode === other.mode && one.client === other.client

/** The modes and client models that every run of the side has. */
export function modesAndClients({ runs: [first, ...others] }: Side): ModeAndClient[] {
  return Object.entries(first?.report.modes ?? {}).flatMap(([mode, { clients }]) =>
    (Object.keys(clients) as ClientModel[])
      .map((client) => ({ mode, client }))
      .filter((each) => others.every((run) => reportOf(run, each) !== undefined)),
  )
}

export function reportOf({ report }: Run, { mode, client }: ModeAndClient): ClientReport | undefined {
  return Object.hasOwn(report.modes, mode) ? report.modes[mode]?.clients[client] : undefined
}

/** undefined where a trial lacks the figure, since half of the trials would be another thing than all of them. */
export function samplesOf(
  { runs }: Side,
  of: ModeAndClient,
  figure: FigureName,
  unit: SampleUnit,
): number[] | undefined {
  const byRun = runs.map((run) => (reportOf(run, of)?.trials ?? []).map((trial) => figures[figure].of(trial)))
  if (byRun.flat().includes(null)) return undefined
  const known = byRun as number[][]
  return unit === 'trial' ? known.flat() : known.filter(({ length }) => length > 0).map(median)
}
