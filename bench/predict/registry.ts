/** All predictions, by the check that they are set beside. A check that expects `none` needs none. */

import type { CheckName } from '../checkers/registry.ts'
import type { Predict } from './prediction.ts'
import { predictSessionLoss } from './session-loss.ts'
import { predictSessionMismatch } from './session-mismatch.ts'
import { predictStaleAuthorization } from './stale-authorization.ts'
import { predictZombieSession } from './zombie-session.ts'

export const predictions: Readonly<Partial<Record<CheckName, Predict>>> = {
  'session-mismatch': predictSessionMismatch,
  'session-loss': predictSessionLoss,
  'zombie-session': predictZombieSession,
  'stale-authorization': predictStaleAuthorization,
}
