/** The seam of predictions: what theory says a finding will be, from the circumstances alone. Pure. */

import type { ClientModel } from '../history.ts'

export interface Circumstances {
  readonly strategy: string
  readonly policy: string
  readonly client: ClientModel
  readonly replicas: number
  /** Requests after each login. */
  readonly followUps: number
  /** Names of the faults of the timeline, in order. */
  readonly faults: readonly string[]
  /** Whether Redis survives its own death. */
  readonly redisKeepsFile: boolean
}

export interface Prediction {
  /** Expected share of operations that show the anomaly, 0–1. */
  readonly rate: number
  /** As one would write it on a board, e.g. `1 − 1/N`. */
  readonly formula: string
  /** Why, in one sentence. */
  readonly because: string
}

/** undefined: theory has nothing to say about this pair. */
export type Predict = (circumstances: Circumstances) => Prediction | undefined
