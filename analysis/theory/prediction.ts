/**
 * The seam of predictions: what theory says a finding will be, from the circumstances and from what was measured of
 * other things (lags, gaps), never from the finding itself. Pure.
 */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { ClientModel } from '../../bench/history/operation.ts'
import type { PolicyTraits } from '../../loadbalancer/registry.ts'
import type { StrategyTraits } from '../../services/strategies/registry.ts'
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
  /** What the timeline says of each, in the same order: the fault's own parameters, and `for` where it is healed in time. */
  readonly faultParameters?: readonly Readonly<Record<string, unknown>>[]
  /** Whether Redis survives its own death. */
  readonly redisKeepsFile: boolean
  readonly workload: string
  /** Lives of tokens where the scenario names them; without them nothing can be said of how long one lives. */
  readonly tokenTtlSeconds?: number
  readonly accessTtlSeconds?: number
  readonly clockToleranceSeconds?: number
}

export interface Prediction {
  /** Expected share of operations that show the anomaly, 0–1; absent where theory speaks of time instead. */
  readonly rate?: number
  /**
   * How long a credential is good after its issue, whatever is done to end it. The window of the anomaly is what is left
   * of it: its mean is the mean life less the mean age at the end, and no window is as long as the longest life.
   */
  readonly lifeMs?: LifeMs
  /** Where theory cannot tell more closely: the rate lies in here; `rate` is its guess. */
  readonly band?: Interval
  /** As one would write it on a board, e.g. `1 − 1/N`. */
  readonly formula: string
  /** Why, in one sentence. */
  readonly because: string
}

export interface LifeMs {
  readonly mean: number
  readonly max: number
}

/** undefined: theory has nothing to say about this pair. */
export type Predict = (circumstances: Circumstances, slice: HistorySlice) => Prediction | undefined

/** Theory says that it does not happen. */
export const never = (because: string): Prediction => ({ rate: 0, formula: '0', because })

/** Whether each request without affinity reaches every replica equally often, whatever the replicas are doing. */
export function isUniform({ affinity, choice }: PolicyTraits): boolean {
  return affinity === 'none' && (choice === 'turns' || choice === 'random')
}

/** Whether the answer to a write comes before the other replicas have the copy. */
export function answersBeforeCopies({ copies }: StrategyTraits): boolean {
  return copies === 'after-answer'
}

/** How long a token is valid, seconds: the access token's time where a token is renewed; undefined where it is not known. */
export function tokenTtlOf({ strategy, tokenTtlSeconds, accessTtlSeconds }: Circumstances): number | undefined {
  return strategy.revocation === 'at-refresh' ? accessTtlSeconds : tokenTtlSeconds
}
