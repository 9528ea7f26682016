/** The report: history → report.json. Pure: the same history gives the same report, to the byte. */

import type { ClientModel, History, HistorySlice } from '../../../bench/history/history.ts'
import { replicaCounts } from '../../../bench/run/sweep.ts'
import {
  type Expectation,
  expectOf,
  type Load,
  loadOf,
  type Scenario,
  workloadOf,
} from '../../../bench/scenarios/scenario.ts'
import type { Evidence, Finding } from '../../anomalies/checker.ts'
import { type CheckName, checkNames, findingsOf } from '../../anomalies/registry.ts'
import { type Guarantees, sessionGuarantees } from '../../anomalies/session-guarantees/check.ts'
import { slices } from '../../slices.ts'
import { clusteredRate, type Interval } from '../../statistics/interval.ts'
import type { Prediction } from '../../theory/prediction.ts'
import { predictions } from '../../theory/registry.ts'
import { type AttackFigures, attackFigures } from '../figures/attack-figures.ts'
import { type CredentialGrowth, credentialGrowth } from '../figures/credential-growth.ts'
import { type ExposureFigures, exposureFigures } from '../figures/exposure-figures.ts'
import { type LoadFigures, loadFigures } from '../figures/load-figures.ts'
import { type WindowReport, windowReport } from '../figures/residual-lifetime-figures.ts'
import { mostReplicas, type ScalingReport, scalingReport, withMostReplicas } from '../figures/scaling.ts'
import { type TrialAxis, timeAxes } from '../figures/time-series.ts'
import { type Course, courseOf } from '../figures/time-series-steps.ts'
import { type TrialFigures, trialFigures } from '../figures/trial-figures.ts'
import { commandOf } from '../markdown/command.ts'
import { caveatsOf } from './caveats.ts'
import { judge, type Outcome, overall, type Verdict } from './verdict.ts'

/** The version of this shape: higher where older readers would misread it. */
export const reportSchema = 'lab-report/2'

export interface Report {
  readonly schema: typeof reportSchema
  readonly scenario: string
  readonly summary: string
  readonly startedAt: string
  readonly seed: number
  readonly trials: number
  readonly verdict: Verdict
  /** The command that repeats the run, as a shell takes it. */
  readonly command: string
  /** Why the run ended before its plan was done. */
  readonly interruption?: string
  readonly environment: History['run']['environment']
  readonly topology: History['run']['scenario']['topology']
  /** The scenario as it was run, with all that the command line changed; null where an older report did not tell. */
  readonly setup: History['run']['scenario'] | null
  readonly modes: Readonly<Record<string, ModeReport>>
  /** Throughput against the number of replicas; only of a sweep. */
  readonly scaling?: ScalingReport
  /** What a reader must know before believing a number. */
  readonly caveats: readonly string[]
}

/**
 * Of a sweep, `checks` and `guarantees` are of all numbers of replicas, `load` of the largest.
 * `checks`, `guarantees` and `load` are those of the first client model that the mode was tried with; `clients` has each.
 */
export interface ModeReport extends ClientReport {
  readonly strategy: string
  readonly policy: string
  /** null where an older report did not tell. */
  readonly sessionLivesIn: History['run']['modes'][string]['sessionLivesIn'] | null
  /** What a client sends to say who it is; null where an older report did not tell. */
  readonly credential: History['run']['modes'][string]['credential'] | null
  readonly clients: Readonly<Partial<Record<ClientModel, ClientReport>>>
  /** What the mode's credentials give away, and to whom; not in older reports. */
  readonly exposure?: ExposureFigures
}

export interface ClientReport {
  readonly checks: Readonly<Record<CheckName, CheckReport>>
  readonly guarantees: Guarantees
  readonly load: LoadFigures
  /** One sample each for whoever compares runs; empty where an older report did not tell. */
  readonly trials: readonly TrialFigures[]
  /** null where there was no load, or an older report did not tell. */
  readonly course: Course | null
  /** Each trial second by second, and what each fault did to it; only where there were faults. */
  readonly timeAxes?: readonly TrialAxis[]
  /** How the credential grew with the cart; only where the workload fills it. */
  readonly credentialGrowth?: CredentialGrowth
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

/** How many steps of time all courses together may have: what a browser draws at ease, and a small file holds. */
const stepsDrawn = 6_000

export function buildReport(history: History): Report {
  const { run } = history
  const { scenario } = run
  const parts = slices(history)
  const stepsEach = Math.min(240, Math.ceil(stepsDrawn / Math.max(1, parts.length)))
  const clientReports = parts.map((slice) => ({ slice, report: clientReport(slice, history, stepsEach) }))
  const modes: Record<string, ModeReport> = {}
  for (const { slice, report } of clientReports) {
    const { strategy, policy, sessionLivesIn, credential } = run.modes[slice.mode] as History['run']['modes'][string]
    const exposure = exposureFigures(slice)
    const what = { strategy, policy, sessionLivesIn, credential, ...(exposure && { exposure }) }
    const before = modes[slice.mode] ?? { ...what, ...report, clients: {} }
    modes[slice.mode] = { ...before, clients: { ...before.clients, [slice.client]: report } }
  }
  const outcomes = clientReports.flatMap(({ report }) =>
    checkNames.map((name) => report.checks[name].expectation?.outcome),
  )
  return {
    schema: reportSchema,
    scenario: scenario.name,
    summary: scenario.summary,
    startedAt: run.startedAt,
    seed: scenario.seed,
    trials: scenario.trials,
    verdict: overall(outcomes, history.interruption !== undefined),
    command: run.command ?? commandOf(scenario),
    ...(history.interruption !== undefined && { interruption: history.interruption }),
    environment: run.environment,
    topology: { ...scenario.topology, replicas: mostReplicas(history) },
    setup: scenario,
    modes,
    ...(scenario.sweep && { scaling: scalingReport(history) }),
    caveats: caveatsOf(history, modes),
  }
}

function clientReport(slice: HistorySlice, history: History, steps: number): ClientReport {
  const { scenario } = history.run
  const load = loadOf(scenario, slice.mode)
  const most = withMostReplicas(slice)
  const axes = timeAxes(slice)
  const growth = credentialGrowth(slice, workloadOf(scenario, slice.mode))
  const findings = findingsOf(slice, checkNames)
  const checks = Object.fromEntries(
    checkNames.map((name) => [name, checkReport(name, findings[name], slice, history, load)]),
  ) as ClientReport['checks']
  const attacks = checks['forged-accepted'].total > 0 ? attackFigures(slice) : []
  const telling = checkNames.filter((name) => checks[name].count > 0)
  return {
    checks,
    guarantees: sessionGuarantees(slice),
    load: loadFigures(most),
    trials: trialFigures(most, telling),
    course: courseOf(most, steps),
    ...(axes.length > 0 && { timeAxes: axes }),
    ...(growth && { credentialGrowth: growth }),
    ...(attacks.length > 0 && { attacks }),
  }
}

/** Whatever a scenario is about: wherever there is anything to judge. */
const always: Scenario['expect'] = { 'exposed-credential': { is: 'none', atLeast: 1 } }

function checkReport(
  name: CheckName,
  { bySession, windows = [], ...finding }: Finding,
  slice: HistorySlice,
  { run }: History,
  load: Load,
): CheckReport {
  const { strategy, policy } = run.modes[slice.mode] as History['run']['modes'][string]
  const { redisKeepsFile = true } = run.scenario.topology
  const predictFor = (replicas: number) =>
    predictions[name]?.(
      {
        ...run.scenario.topology,
        replicas,
        strategy,
        policy,
        client: slice.client,
        followUps: load.followUps,
        logsInAgain: load.logsInAgain ?? false,
        faults: run.scenario.timeline?.map(({ fault }) => fault) ?? [],
        faultParameters: run.scenario.timeline ?? [],
        redisKeepsFile,
        workload: workloadOf(run.scenario, slice.mode),
      },
      slice,
    )
  const prediction = sameForAll(replicaCounts(run.scenario, run.environment.cpus).map(predictFor))
  const windowMs = windowReport(finding.windowMs, windows, prediction)
  const { rate, interval } = clusteredRate(bySession, 0.95)
  const expectation = expectOf(run.scenario, slice.mode)[name] ?? (finding.total > 0 ? always[name] : undefined)
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

/** A sweep is judged as a whole: so theory can speak only where it says the same of every number of replicas. */
function sameForAll([first, ...others]: readonly (Prediction | undefined)[]): Prediction | undefined {
  return others.every((other) => other?.rate === first?.rate) ? first : undefined
}
