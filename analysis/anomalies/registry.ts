/** All checkers, by the anomaly that they look for. */

import type { HistorySlice } from '../../bench/history/history.ts'
import { type Checker, type Finding, type Jury, judgeSessions, juryOf, type SessionChecker } from './checker.ts'
import { duplicateExecution } from './duplicate-execution/check.ts'
import { exposedCredential } from './exposed-credential/check.ts'
import { forgedAccepted } from './forged-accepted/check.ts'
import { identitySwap } from './identity-swap/check.ts'
import { involuntaryLogout } from './involuntary-logout/check.ts'
import { lastingOutage } from './lasting-outage/check.ts'
import { lostPost } from './lost-post/check.ts'
import { lostUpdate } from './lost-update/check.ts'
import { sessionLoss } from './session-loss/check.ts'
import { sessionMismatch } from './session-mismatch/check.ts'
import { staleAuthorization } from './stale-authorization/check.ts'
import { staleRead } from './stale-read/check.ts'
import { stolenAfter } from './stolen-credential/check.ts'
import { unavailable } from './unavailable/check.ts'
import { zombieSession } from './zombie-session/check.ts'

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

/** What each of the checkers finds in a slice. */
export function findingsOf<Name extends CheckName>(
  slice: HistorySlice,
  names: readonly Name[],
): Readonly<Record<Name, Finding>> {
  const juries = new Map(names.map((name) => [name, juryFor(checkers[name], slice)]))
  judgeSessions(
    slice,
    [...juries.values()].flatMap((jury) => jury ?? []),
  )
  return Object.fromEntries(
    names.map((name) => [name, juries.get(name)?.sum.finding() ?? checkers[name].check(slice)]),
  ) as Record<Name, Finding>
}

/** None where a checker looks at more than a session at once. */
function juryFor(checker: Checker | SessionChecker, slice: HistorySlice): Jury | undefined {
  return 'judgesOf' in checker ? juryOf(checker.judgesOf(slice)) : undefined
}
