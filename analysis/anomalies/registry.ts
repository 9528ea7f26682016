/** Every anomaly by its name. A new one is a folder beside this file, an import and an entry here. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Anomaly } from './anomaly.ts'
import { type Checker, type Finding, type Jury, judgeSessions, juryOf, type SessionChecker } from './checker.ts'
import { duplicateExecutionAnomaly } from './duplicate-execution/anomaly.ts'
import { exposedCredentialAnomaly } from './exposed-credential/anomaly.ts'
import { forgedAcceptedAnomaly } from './forged-accepted/anomaly.ts'
import { identitySwapAnomaly } from './identity-swap/anomaly.ts'
import { involuntaryLogoutAnomaly } from './involuntary-logout/anomaly.ts'
import { lastingOutageAnomaly } from './lasting-outage/anomaly.ts'
import { lostPostAnomaly } from './lost-post/anomaly.ts'
import { lostUpdateAnomaly } from './lost-update/anomaly.ts'
import { sessionLossAnomaly } from './session-loss/anomaly.ts'
import { sessionMismatchAnomaly } from './session-mismatch/anomaly.ts'
import { staleAuthorizationAnomaly } from './stale-authorization/anomaly.ts'
import { staleReadAnomaly } from './stale-read/anomaly.ts'
import { stolenAfterAnomaly } from './stolen-credential/anomaly.ts'
import { unavailableAnomaly } from './unavailable/anomaly.ts'
import { zombieSessionAnomaly } from './zombie-session/anomaly.ts'

const entries = {
  'session-mismatch': sessionMismatchAnomaly,
  'session-loss': sessionLossAnomaly,
  'involuntary-logout': involuntaryLogoutAnomaly,
  'stale-read': staleReadAnomaly,
  'lost-update': lostUpdateAnomaly,
  'lost-post': lostPostAnomaly,
  'duplicate-execution': duplicateExecutionAnomaly,
  'zombie-session': zombieSessionAnomaly,
  'stale-authorization': staleAuthorizationAnomaly,
  'forged-accepted': forgedAcceptedAnomaly,
  'stolen-after-logout': stolenAfterAnomaly('logout'),
  'stolen-after-logout-all': stolenAfterAnomaly('logout-all'),
  'stolen-after-new-password': stolenAfterAnomaly('new-password'),
  'stolen-after-disabling': stolenAfterAnomaly('disable'),
  'exposed-credential': exposedCredentialAnomaly,
  'identity-swap': identitySwapAnomaly,
  unavailable: unavailableAnomaly,
  'lasting-outage': lastingOutageAnomaly,
} as const satisfies Record<string, Anomaly>

export type CheckName = keyof typeof entries
export const anomalies: Readonly<Record<CheckName, Anomaly>> = entries
export const checkNames = Object.keys(anomalies) as readonly CheckName[]

/** The text of each anomaly that `textOf` selects, by the anomaly's name. */
export function anomalyTexts<Text>(textOf: (anomaly: Anomaly) => Text): Readonly<Record<CheckName, Text>> {
  return Object.fromEntries(checkNames.map((name) => [name, textOf(anomalies[name])])) as Record<CheckName, Text>
}

/** The findings of the checkers in a slice. */
export function findingsOf<Name extends CheckName>(
  slice: HistorySlice,
  names: readonly Name[],
): Readonly<Record<Name, Finding>> {
  const juries = new Map(names.map((name) => [name, juryFor(anomalies[name].check, slice)]))
  judgeSessions(
    slice,
    [...juries.values()].flatMap((jury) => jury ?? []),
  )
  return Object.fromEntries(
    names.map((name) => [name, juries.get(name)?.sum.finding() ?? anomalies[name].check.check(slice)]),
  ) as Record<Name, Finding>
}

/** Undefined for a checker that needs more than one session at a time. */
function juryFor(checker: Checker | SessionChecker, slice: HistorySlice): Jury | undefined {
  return 'judgesOf' in checker ? juryOf(checker.judgesOf(slice)) : undefined
}
