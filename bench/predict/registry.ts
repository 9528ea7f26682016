/** All predictions, by the check that they are set beside. A check that expects `none` needs none. */

import type { CheckName } from '../checkers/registry.ts'
import { predictInvoluntaryLogout } from './involuntary-logout.ts'
import { predictLostUpdate } from './lost-update.ts'
import type { Predict } from './prediction.ts'
import { predictSessionLoss } from './session-loss.ts'
import { predictSessionMismatch } from './session-mismatch.ts'
import { predictStaleAuthorization } from './stale-authorization.ts'
import { predictStaleRead } from './stale-read.ts'
import { predictStolenAfter } from './stolen-credential.ts'
import { predictZombieSession } from './zombie-session.ts'

export const predictions: Readonly<Partial<Record<CheckName, Predict>>> = {
  'session-mismatch': predictSessionMismatch,
  'stale-read': predictStaleRead,
  'lost-update': predictLostUpdate,
  'session-loss': predictSessionLoss,
  'involuntary-logout': predictInvoluntaryLogout,
  'zombie-session': predictZombieSession,
  'stale-authorization': predictStaleAuthorization,
  'stolen-after-logout': predictStolenAfter('logout'),
  'stolen-after-logout-all': predictStolenAfter('logout-all'),
  'stolen-after-new-password': predictStolenAfter('new-password'),
  'stolen-after-disabling': predictStolenAfter('disable'),
}
