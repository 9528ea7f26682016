/**
 * The seam of predictions: the finding that theory expects, computed from the circumstances and from other measurements
 * (lags, gaps), never from the finding itself. Pure.
 */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { ClientModel } from '../../bench/history/operation.ts'
import type { PolicyTraits } from '../../loadbalancer/registry.ts'
import type { StrategyTraits, UnknownCookie } from '../../services/strategies/registry.ts'
import type { Interval } from '../statistics/interval.ts'

export interface Circumstances {
  readonly strategy: StrategyTraits
  readonly policy: PolicyTraits
  readonly client: ClientModel
  readonly replicas: number
  /** Requests after each login. */
  readonly followUps: number
  /** Whether users who are refused log in again. */
  readonly logsInAgain?: boolean
  /** Names of the faults of the timeline, in order. */
  readonly faults: readonly string[]
  /** The parameters of each fault in the timeline, in the same order, with `for` where the fault is healed during the run. */
  readonly faultParameters?: readonly Readonly<Record<string, unknown>>[]
  /** Whether Redis keeps its data across a restart. */
  readonly redisKeepsFile: boolean
  readonly workload: string
  /** What a session cookie becomes where its session is unknown. Default: `cleared`. */
  readonly unknownCookie?: UnknownCookie
  /** Lifetimes of tokens, where the scenario names them; without them no lifetime is predicted. */
  readonly tokenTtlSeconds?: number
  readonly accessTtlSeconds?: number
  readonly clockToleranceSeconds?: number
}

export interface Prediction {
  /** Expected share of operations that show the anomaly, 0–1; absent where theory speaks of time instead. */
  readonly rate?: number
  /**
   * How long a credential is accepted after its issue, although it was ended. The residual lifetime is the rest of it:
   * its mean is the mean life less the mean age at the end, and it is always shorter than the longest life.
   */
  readonly lifeMs?: LifeMs
  /** Good answers per second over those of one replica; only of sweeps. */
  readonly speedUp?: number
  /** The range of the rate or the speed-up where theory gives no single value; `rate` or `speedUp` is its estimate. */
  readonly band?: Interval
  /** The formula in mathematical notation, e.g. `1 − 1/N`. */
  readonly formula: string
  /** Why, in one sentence. */
  readonly because: string
}

export interface LifeMs {
  readonly mean: number
  readonly max: number
}

/** What theory says before a run: a prediction, or how it will follow from what the run measures. */
export type Law = Prediction | MeasuredLaw

/** A law whose figures come with the run: from its lags, gaps and times, never from the finding that it is compared with. */
export interface MeasuredLaw extends Pick<Prediction, 'formula' | 'because'> {
  /** Returns undefined where the run lacks what the law needs. */
  readonly measure: (slice: HistorySlice) => Prediction | undefined
}

/** Returns undefined where theory has no law: then no run of these circumstances has a prediction. */
export type Predict = (circumstances: Circumstances) => Law | undefined

/** The prediction for a recorded run. */
export function predictionFor(law: Law | undefined, slice: HistorySlice): Prediction | undefined {
  return law && 'measure' in law ? law.measure(slice) : law
}

/** The prediction that the anomaly does not happen. */
export const never = (because: string): Prediction => ({ rate: 0, formula: '0', because })

/** Whether requests without affinity reach every replica equally often, independent of the load of the replicas. */
export function isUniform({ affinity, choice }: PolicyTraits): boolean {
  return affinity === 'none' && (choice === 'turns' || choice === 'random')
}

/** Whether the first replica that does not know the session takes the client's cookie away, by clearing or overwriting it. */
export function losesCookie({ client, unknownCookie }: Circumstances): boolean {
  return client === 'browser' && unknownCookie !== 'kept'
}

/** Whether a fault makes Redis lose what replicas have stored there. */
export function redisForgets({ strategy, faults, redisKeepsFile }: Circumstances): boolean {
  return strategy.needsRedis && !redisKeepsFile && faults.includes('kill-redis')
}

/** Whether a write is answered before the other replicas have the copy. */
export function answersBeforeCopies({ copies }: StrategyTraits): boolean {
  return copies === 'after-answer'
}

/**
 * Whether the replicas that keep copies of all sessions are partitioned: each side goes on without the other, and no lag is
 * measured of what arrives when it heals.
 */
export function copiesAreParted({ strategy, faults }: Circumstances): boolean {
  return strategy.sessionLivesIn === 'every-replica' && faults.includes('partition-peers')
}

/** How long a token is valid, seconds: the ttl of the access token where tokens are refreshed; undefined where it is not known. */
export function tokenTtlOf({ strategy, tokenTtlSeconds, accessTtlSeconds }: Circumstances): number | undefined {
  return strategy.revocation === 'at-refresh' ? accessTtlSeconds : tokenTtlSeconds
}
