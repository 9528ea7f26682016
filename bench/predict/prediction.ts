/**
 * The seam of predictions: what theory says a finding will be, from the circumstances and from what was measured of
 * other things (lags, gaps), never from the finding itself. Pure.
 */

import type { ClientModel, HistorySlice } from '../history.ts'
import type { Interval } from '../statistics/interval.ts'

export interface Circumstances {
  readonly strategy: string
  readonly policy: string
  readonly client: ClientModel
  readonly replicas: number
  /** Requests after each login. */
  readonly followUps: number
}

export interface Prediction {
  /** Expected share of operations that show the anomaly, 0–1. */
  readonly rate: number
  /** Where theory cannot tell more closely: the rate lies in here; `rate` is its guess. */
  readonly band?: Interval
  /** As one would write it on a board, e.g. `1 − 1/N`. */
  readonly formula: string
  /** Why, in one sentence. */
  readonly because: string
}

/** undefined: theory has nothing to say about this pair. */
export type Predict = (circumstances: Circumstances, slice: HistorySlice) => Prediction | undefined
