/**
 * session-mismatch: a credential that was issued, not ended and not expired is refused (401).
 * What it teaches: a login is state, and state is stored somewhere. Checked on all operations after a successful login
 * that were answered before a logout was sent; after that, a refusal is correct. Requests that probe a revoked role until the
 * token expires, and requests of a forger or a thief, are not checked.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { kindsWhere } from '../../../bench/load/workloads/operation-kinds.ts'
import { atSecond, isAfter, noJudgement, type SessionJudgement, sessionChecker } from '../checker.ts'

export const sessionMismatch = sessionChecker({
  summary: 'a valid credential is refused',
  judgesOf: (slice) => [(session) => judge(session, slice)],
})

type Cause =
  | 'wrong-replica'
  | 'not-yet-replicated'
  | 'cookie-cleared'
  | 'cookie-overwritten'
  | 'expired-early'
  | 'store-lost-it'
  | 'unknown'

const endingKinds = kindsWhere(({ ends }) => ends === true)
/** Kinds of operations that may be refused. */
const unjudgedKinds = kindsWhere(({ expects }) => expects !== 'success')

/** The operations of a session to check, and its login; undefined without a successful login. */
export function loggedIn([login, ...followUps]: readonly Operation[]):
  | { readonly login: Operation; readonly answered: readonly Operation[] }
  | undefined {
  if (login === undefined || login.kind !== 'login' || login.outcome !== 'ok') return undefined
  const end = followUps.find(({ kind, outcome }) => endingKinds.has(kind) && outcome !== 'fail')
  const answered = followUps.filter(
    (operation) =>
      operation.outcome !== 'info' &&
      !unjudgedKinds.has(operation.kind) &&
      (end === undefined || operation === end || isAfter(end, operation)),
  )
  return { login, answered }
}

function judge(session: readonly Operation[], slice: HistorySlice): SessionJudgement {
  const judged = loggedIn(session)
  if (judged === undefined) return noJudgement
  const { login, answered } = judged
  const refused = answered.filter((operation) => operation.status === 401)
  const first = refused[0]
  if (first === undefined) return { count: 0, total: answered.length, causes: [] }
  return {
    count: refused.length,
    total: answered.length,
    causes: refused.map((operation) => causeOf(operation, login, first, slice)),
    evidence: { says: sentence(login, first), operations: [login, first] },
  }
}

function causeOf(
  refused: Operation,
  login: Operation,
  first: Operation,
  { sessionLivesIn: livesIn, client, unknownCookie }: HistorySlice,
): Cause {
  if (refused.reason === 'expired') return 'expired-early'
  // The client had a credential until an earlier refusal cleared the cookie.
  if (refused.reason === 'missing' && refused !== first) return 'cookie-cleared'
  // A browser then sends the cookie of the session that replaced its login's.
  if (client === 'browser' && unknownCookie === 'overwritten' && refused !== first) return 'cookie-overwritten'
  if (livesIn === 'store') return 'store-lost-it'
  if (livesIn === 'credential' || refused.replica === undefined || login.replica === undefined) return 'unknown'
  if (refused.replica === login.replica) return 'store-lost-it'
  return livesIn === 'every-replica' ? 'not-yet-replicated' : 'wrong-replica'
}

function sentence(login: Operation, refused: Operation): string {
  const later = ((refused.startMicros - login.endMicros) / 1_000).toFixed(1)
  return (
    `${login.user} logged in on ${login.replica ?? 'an unnamed replica'} at ${atSecond(login.endMicros)}, was refused ` +
    `(${refused.reason ?? refused.status}) on ${refused.replica ?? 'an unnamed replica'} ${later} ms later`
  )
}
