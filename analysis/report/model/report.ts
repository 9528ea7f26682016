/** The report of a run: what report.json holds. Built from a history by build-report.ts. */

import type { History } from '../../../bench/history/history.ts'
import type { ClientModel } from '../../../bench/history/operation.ts'
import type { Expectation } from '../../../bench/scenarios/scenario.ts'
import type { Evidence } from '../../anomalies/checker.ts'
import type { CheckName } from '../../anomalies/registry.ts'
import type { Guarantees } from '../../anomalies/session-guarantees/check.ts'
import type { Interval } from '../../statistics/interval.ts'
import type { Prediction } from '../../theory/prediction.ts'
import type { AttackFigures } from '../figures/attack-figures.ts'
import type { CredentialGrowth } from '../figures/credential-growth.ts'
import type { ExposureFigures } from '../figures/exposure-figures.ts'
import type { FaultEffect } from '../figures/fault-effects.ts'
import type { LoadFigures } from '../figures/load-figures.ts'
import type { ResidualLifetimeFigures } from '../figures/residual-lifetime-figures.ts'
import type { ScalingReport } from '../figures/scaling.ts'
import type { TimeSeries } from '../figures/time-series.ts'
import type { TrialFigures } from '../figures/trial-figures.ts'
import type { Outcome, Verdict } from './verdict.ts'

/** The version of this format: raised by each change that older readers would misread. */
export const reportSchema = 'lab-report/3'

export interface Report {
  readonly schema: typeof reportSchema
  readonly scenario: string
  readonly summary: string
  readonly startedAt: string
  readonly seed: number
  readonly trials: number
  readonly verdict: Verdict
  /** What made the verdict, a sentence each; absent where it is `pass`, and in older reports. */
  readonly reasons?: readonly string[]
  /** The shell command that repeats the run. */
  readonly command: string
  /** Why the run was interrupted. */
  readonly interruption?: string
  readonly environment: History['run']['environment']
  readonly topology: History['run']['scenario']['topology']
  /** The scenario as it was run, with the changes of the command line; null in reports of version 1. */
  readonly setup: History['run']['scenario'] | null
  readonly modes: Readonly<Record<string, ModeReport>>
  /** Throughput against the number of replicas; only of a sweep. */
  readonly scaling?: ScalingReport
  /** The limits of the figures, for the reader. */
  readonly caveats: readonly string[]
}

export interface ModeReport {
  readonly strategy: string
  readonly policy: string
  /** null in reports of version 1. */
  readonly sessionLivesIn: History['run']['modes'][string]['sessionLivesIn'] | null
  /** What a client sends to identify itself; null in reports of version 1. */
  readonly credential: History['run']['modes'][string]['credential'] | null
  /** By client model, in the order in which they were tried; one at least. */
  readonly clients: Readonly<Partial<Record<ClientModel, ClientReport>>>
  /** What the mode's credentials disclose; absent in older reports. */
  readonly exposure?: ExposureFigures
}

/** In a sweep, `checks` and `guarantees` cover all numbers of replicas; the other figures are those of the largest. */
export interface ClientReport {
  readonly checks: Readonly<Record<CheckName, CheckReport>>
  readonly guarantees: Guarantees
  readonly load: LoadFigures
  /** One sample each, to compare runs; empty in reports of version 1. */
  readonly trials: readonly TrialFigures[]
  /** null where there was no load; also in reports of version 1. */
  readonly timeSeries: TimeSeries | null
  /** How each fault affected the mode, trial by trial; only where there were faults. */
  readonly faultEffects?: readonly FaultEffect[]
  /** How the credential grew with the cart; only where the workload fills it. */
  readonly credentialGrowth?: CredentialGrowth
  /** The result of each attack; only where the workload forges. */
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
  /** Absent where theory has no prediction. */
  readonly prediction?: Prediction
  readonly causes: Readonly<Record<string, number>>
  readonly evidence: readonly Evidence[]
  /** How long credentials worked after they were ended, ms: the longest time of each session. */
  readonly residualLifetimeMs?: ResidualLifetimeFigures
  /** Present where the scenario expects something of this check. */
  readonly expectation?: { readonly is: Expectation['is']; readonly outcome: Outcome; readonly says: string }
}

/** The first client model of a mode, for tables that show one figure for each mode. */
export function firstClient<Mode extends ModeReport | undefined>(mode: Mode) {
  return Object.values(mode?.clients ?? {})[0] as Mode extends undefined ? undefined : ClientReport
}
