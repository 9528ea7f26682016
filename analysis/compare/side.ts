/** One side of a comparison: a run, or several runs of the same kind, and the samples that they give. Pure. */

import type { ClientModel } from '../../bench/history/operation.ts'
import type { CheckName } from '../anomalies/registry.ts'
import type { CheckReport, ClientReport, Report } from '../report/model/report.ts'
import { type Interval, median, wilson } from '../statistics/interval.ts'
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

/** The modes and client models that every run of the side has. */
export function modesAndClients({ runs: [first, ...others] }: Side): ModeAndClient[] {
  return Object.entries(first?.report.modes ?? {}).flatMap(([mode, { clients }]) =>
    (Object.keys(clients) as ClientModel[])
      .map((client) => ({ mode, client }))
      .filter((each) => others.every((run) => reportOf(run, each) !== undefined)),
  )
}

function reportOf({ report }: Run, { mode, client }: ModeAndClient): ClientReport | undefined {
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

export type CheckCounts = Pick<CheckReport, 'count' | 'total' | 'sessions' | 'rate' | 'ci95'>

/**
 * What a check found in all runs of the side together. The variance of the common rate is that of independent parts
 * (stratified sampling: Cochran, Sampling Techniques, 1977, section 5.3), each run's own read back from its interval;
 * where nothing was found, or nothing else, Wilson's interval over all sessions stands in.
 */
export function checkOf({ runs }: Side, of: ModeAndClient, name: CheckName): CheckCounts | undefined {
  const found = runs.flatMap((run) => reportOf(run, of)?.checks[name] ?? []).filter(({ total }) => total > 0)
  if (found.length <= 1) return found[0]
  const sum = (part: (check: CheckCounts) => number) => found.reduce((total, check) => total + part(check), 0)
  const [count, total] = [sum((check) => check.count), sum((check) => check.total)]
  const sessions = { count: sum((check) => check.sessions.count), total: sum((check) => check.sessions.total) }
  const rate = count / total
  if (count === 0 || count === total)
    return { count, total, sessions, rate, ci95: wilson(rate * sessions.total, sessions.total, 0.95) }
  const half = Math.sqrt(sum((check) => (check.total * halfWidth(check.ci95)) ** 2)) / total
  return { count, total, sessions, rate, ci95: [Math.max(0, rate - half), Math.min(1, rate + half)] }
}

const halfWidth = ([low, high]: Interval) => (high - low) / 2
