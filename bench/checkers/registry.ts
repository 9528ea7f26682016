/** All checkers, by the anomaly that they look for. */

import type { Checker } from './checker.ts'
import { duplicateExecution } from './duplicate-execution.ts'
import { exposedCredential } from './exposed-credential.ts'
import { forgedAccepted } from './forged-accepted.ts'
import { identitySwap } from './identity-swap.ts'
import { involuntaryLogout } from './involuntary-logout.ts'
import { lastingOutage } from './lasting-outage.ts'
import { lostPost } from './lost-post.ts'
import { lostUpdate } from './lost-update.ts'
import { sessionLoss } from './session-loss.ts'
import { sessionMismatch } from './session-mismatch.ts'
import { staleAuthorization } from './stale-authorization.ts'
import { staleRead } from './stale-read.ts'
import { stolenAfter } from './stolen-credential.ts'
import { unavailable } from './unavailable.ts'
import { zombieSession } from './zombie-session.ts'

export const checkers = {
  'session-mismatch': sessionMismatch,
  'session-loss': sessionLoss,
  'involuntary-logout': involuntaryLogout,
  'stale-read': staleRead,
  'lost-update': lostUpdate,
  'lost-post': lostPost,
  'duplicate-execution': duplicateExecution,
  'zombie-session': zombieSession,
  'stale-authorization': staleAuthorization,
  'forged-accepted': forgedAccepted,
  'stolen-after-logout': stolenAfter('logout'),
  'stolen-after-logout-all': stolenAfter('logout-all'),
  'stolen-after-new-password': stolenAfter('new-password'),
  'stolen-after-disabling': stolenAfter('disable'),
  'exposed-credential': exposedCredential,
  'identity-swap': identitySwap,
  unavailable,
  'lasting-outage': lastingOutage,
} as const satisfies Record<string, Checker>

export type CheckName = keyof typeof checkers
export const checkNames = Object.keys(checkers) as readonly CheckName[]
