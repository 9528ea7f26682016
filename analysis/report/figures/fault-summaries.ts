/** How each fault of the timeline affected each mode, summed over the trials. Pure. */

import { median } from '../../statistics/interval.ts'
import { type ReportRow, rowsOfReport } from '../markdown/rows.ts'
import type { ClientReport, Report } from '../model/report.ts'
import type { FaultEffect } from './fault-effects.ts'

/** One fault of the timeline, as it was in all trials and modes. */
export interface FaultSummary {
  readonly fault: string
  /** Everything that was hit, e.g. `replica-2`: each trial may hit another one. */
  readonly what: readonly string[]
  /** Since the trial's load began; the median. */
  readonly atSeconds: number
  /** From the fault to its healing, the median; null where it lasts to the end of the load. */
  readonly lastedSeconds: number | null
  readonly rows: readonly FaultRow[]
}

/** One mode with one client model: sums over the trials, from the fault to the next one or the end. */
export interface FaultRow extends Pick<ReportRow, 'mode' | 'client'> {
  readonly refused: number
  readonly failed: number
  readonly retries: number
  /** How most of the failed operations failed; null where none did. */
  readonly commonestFailure: string | null
  /** The median over the trials; null where most of them did not recover before the end. */
  readonly recoverySeconds: number | null
}

/** In the order of the timeline; none without faults. */
export function faultSummaries(report: Report): FaultSummary[] {
  const rows = rowsOfReport(report)
  const count = Math.max(0, ...rows.map(({ of }) => byTrial(of)[0]?.length ?? 0))
  return Array.from({ length: count }, (_, place) => summaryOf(rows, place))
}

function summaryOf(rows: readonly ReportRow[], place: number): FaultSummary {
  const effects = rows.flatMap(({ of }) => effectsOf(of, place))
  const lasted = effects.flatMap(({ atSeconds, healedSeconds }) =>
    healedSeconds === null ? [] : healedSeconds - atSeconds,
  )
  return {
    fault: effects[0]?.fault ?? '',
    what: [...new Set(effects.map(({ what }) => what))],
    atSeconds: median(effects.map(({ atSeconds }) => atSeconds)),
    lastedSeconds: lasted.length === 0 ? null : median(lasted),
    rows: rows.map(({ mode, client, of }) => ({ mode, client, ...summed(effectsOf(of, place)) })),
  }
}

/** The effect of one fault of the timeline in each trial. */
function effectsOf(of: ClientReport, place: number): FaultEffect[] {
  return byTrial(of).flatMap((effects) => effects[place] ?? [])
}

function byTrial({ faultEffects = [] }: ClientReport): FaultEffect[][] {
  return [...Map.groupBy(faultEffects, ({ trial }) => trial).values()]
}

function summed(effects: readonly FaultEffect[]): Omit<FaultRow, 'mode' | 'client'> {
  const sum = (figure: (effect: FaultEffect) => number) => effects.reduce((all, one) => all + figure(one), 0)
  const recovery = median(effects.map(({ recoverySeconds }) => recoverySeconds ?? Number.POSITIVE_INFINITY))
  return {
    refused: sum(({ refused }) => refused),
    failed: sum(({ failed }) => failed),
    retries: sum(({ retries }) => retries),
    commonestFailure: commonest(effects),
    recoverySeconds: Number.isFinite(recovery) ? recovery : null,
  }
}

function commonest(effects: readonly FaultEffect[]): string | null {
  const counts = new Map<string, number>()
  for (const { failures } of effects)
    for (const [how, count] of Object.entries(failures)) counts.set(how, (counts.get(how) ?? 0) + count)
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a)
  return first?.[0] ?? null
}
