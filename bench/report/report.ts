/** The report: history → report.json. Pure: the same history gives the same report, to the byte. */

import type { Evidence } from '../checkers/checker.ts'
import { type CheckName, checkers, checkNames } from '../checkers/registry.ts'
import { type Guarantees, sessionGuarantees } from '../checkers/session-guarantees.ts'
import type { ClientModel, History, HistorySlice } from '../history.ts'
import type { Prediction } from '../predict/prediction.ts'
import { predictions } from '../predict/registry.ts'
import { type Expectation, expectOf, type Load, loadOf, workloadOf } from '../scenarios/scenario.ts'
import { slices } from '../slices.ts'
import { clusteredRate, type Interval } from '../statistics/interval.ts'
import { type AttackFigures, attackFigures } from './attack-figures.ts'
import { caveatsOf } from './caveats.ts'
import { type LoadFigures, loadFigures } from './load-figures.ts'
import { type TrialAxis, timeAxes } from './time-axis.ts'
import { judge, type Outcome, overall, type Verdict } from './verdict.ts'
import { type WindowReport, windowReport } from './window.ts'

export interface Report {
  readonly schema: 'lab-report/1'
  readonly scenario: string
  readonly summary: string
  readonly startedAt: string
  readonly seed: number
  readonly trials: number
  readonly verdict: Verdict
  readonly environment: History['run']['environment']
  readonly topology: History['run']['scenario']['topology']
  readonly modes: Readonly<Record<string, ModeReport>>
  /** What a reader must know before believing a number. */
  readonly caveats: readonly string[]
}

/** `checks`, `guarantees` and `load` are those of the first client model that the mode was tried with; `clients` has each. */
export interface ModeReport extends ClientReport {
  readonly strategy: string
  readonly policy: string
  readonly clients: Readonly<Partial<Record<ClientModel, ClientReport>>>
}

export interface ClientReport {
  readonly checks: Readonly<Record<CheckName, CheckReport>>
  readonly guarantees: Guarantees
  readonly load: LoadFigures
  /** Each trial second by second, and what each fault did to it; only where there were faults. */
  readonly timeAxes?: readonly TrialAxis[]
  /** What became of each attack; only where the workload forges. */
  readonly attacks?: readonly AttackFigures[]
}

export interface CheckReport {
  readonly valid: boolean | 'unknown'
  readonly count: number
  readonly total: number
  /** Sessions with at least one such operation, of all judged. */
  readonly sessions: { readonly count: number; readonly total: number }
  /** Share of operations, 0–1; null where there was none. The session is the unit of the interval. */
  readonly rate: number | null
  readonly ci95: Interval
  /** null where theory says nothing. */
  readonly predicted: number | null
  readonly prediction?: Prediction
  readonly causes: Readonly<Record<string, number>>
  readonly evidence: readonly Evidence[]
  /** How long the anomaly lasted, ms: the longest time of each session that shows it; beside what theory says. */
  readonly windowMs?: WindowReport
  /** Present where the scenario expects something of this check. */
  readonly expectation?: { readonly is: Expectation['is']; readonly outcome: Outcome; readonly says: string }
}

export function buildReport(history: History): Report {
  const { run } = history
  const { scenario } = run
  const clientReports = slices(history).map((slice) => ({ slice, report: clientReport(slice, history) }))
  const modes: Record<string, ModeReport> = {}
  for (const { slice, report } of clientReports) {
    const { strategy, policy } = run.modes[slice.mode] as History['run']['modes'][string]
    const before = modes[slice.mode] ?? { strategy, policy, ...report, clients: {} }
    modes[slice.mode] = { ...before, clients: { ...before.clients, [slice.client]: report } }
  }
  const outcomes = clientReports.flatMap(({ report }) =>
    checkNames.map((name) => report.checks[name].expectation?.outcome),
  )
  return {
    schema: 'lab-report/1',
    scenario: scenario.name,
    summary: scenario.summary,
    startedAt: run.startedAt,
    seed: scenario.seed,
    trials: scenario.trials,
    verdict: overall(outcomes, history.interruption !== undefined),
    environment: run.environment,
    topology: scenario.topology,
    modes,
    caveats: caveatsOf(history, modes),
  }
}

function clientReport(slice: HistorySlice, history: History): ClientReport {
  const { scenario } = history.run
  const load = loadOf(scenario, slice.mode)
  const axes = timeAxes(slice)
  const attacks = attackFigures(slice)
  const checks = Object.fromEntries(checkNames.map((name) => [name, checkReport(name, slice, history, load)]))
  return {
    checks: checks as ClientReport['checks'],
    guarantees: sessionGuarantees(slice),
    load: loadFigures(slice),
    ...(axes.length > 0 && { timeAxes: axes }),
    ...(attacks.length > 0 && { attacks }),
  }
}

function checkReport(name: CheckName, slice: HistorySlice, { run }: History, load: Load): CheckReport {
  const { bySession, windows = [], ...finding } = checkers[name].check(slice)
  const { strategy, policy } = run.modes[slice.mode] as History['run']['modes'][string]
  const { redisKeepsFile = true } = run.scenario.topology
  const prediction = predictions[name]?.(
    {
      ...run.scenario.topology,
      strategy,
      policy,
      client: slice.client,
      followUps: load.followUps,
      faults: run.scenario.timeline?.map(({ fault }) => fault) ?? [],
      faultParameters: run.scenario.timeline ?? [],
      redisKeepsFile,
      workload: workloadOf(run.scenario, slice.mode),
    },
    slice,
  )
  const windowMs = windowReport(finding.windowMs, windows, prediction)
  const { rate, interval } = clusteredRate(bySession, 0.95)
  const expectation = expectOf(run.scenario, slice.mode)[name]
  return {
    valid: finding.valid,
    count: finding.count,
    total: finding.total,
    sessions: { count: bySession.filter(({ count }) => count > 0).length, total: bySession.length },
    rate: Number.isNaN(rate) ? null : rate,
    ci95: interval,
    predicted: prediction?.rate ?? null,
    ...(prediction && { prediction }),
    causes: finding.causes,
    evidence: finding.evidence,
    ...(windowMs && { windowMs }),
    ...(expectation && {
      expectation: { is: expectation.is, ...judge(bySession, prediction, expectation, windows) },
    }),
  }
}
