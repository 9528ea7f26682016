/** All predictions, by the check that they are set beside. A check that expects `none` needs none. */

import type { CheckName } from '../checkers/registry.ts'
import type { Predict } from './prediction.ts'
import { predictSessionLoss } from './session-loss.ts'
import { predictSessionMismatch } from './session-mismatch.ts'

export const predictions: Readonly<Partial<Record<CheckName, Predict>>> = {
  'session-mismatch': predictSessionMismatch,
  'session-loss': predictSessionLoss,
}
