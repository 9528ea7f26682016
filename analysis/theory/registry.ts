/** All predictions, by the check that they are set beside. A check that expects `none` needs none. */

import { predictInvoluntaryLogout } from '../anomalies/involuntary-logout/predict.ts'
import { predictLostUpdate } from '../anomalies/lost-update/predict.ts'
import type { CheckName } from '../anomalies/registry.ts'
import { predictSessionLoss } from '../anomalies/session-loss/predict.ts'
import { predictSessionMismatch } from '../anomalies/session-mismatch/predict.ts'
import { predictStaleAuthorization } from '../anomalies/stale-authorization/predict.ts'
import { predictStaleRead } from '../anomalies/stale-read/predict.ts'
import { predictStolenAfter } from '../anomalies/stolen-credential/predict.ts'
import { predictZombieSession } from '../anomalies/zombie-session/predict.ts'
import type { Predict } from './prediction.ts'

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
