/**
 * stale-authorization: a request is accepted with a revoked role, with the time for which the role was still accepted.
 * What it teaches: a role that is stored at login is as old as the login. Checked on requests for an admin page that began
 * after the demotion was acknowledged and ended before the role was given back; an outage (5xx) or a limit (429) proves
 * nothing. The cause names the replica that accepted the request.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import {
  atSecond,
  isAfter,
  msLater,
  noJudgement,
  onReplica,
  type SessionJudgement,
  sessionChecker,
} from '../checker.ts'
import { judgeAfter, replicaOf } from '../residual-lifetime.ts'

export const staleAuthorization = sessionChecker({
  summary: 'a request used a revoked role',
  judgesOf(slice) {
    const changes = changesByUser(slice.operations)
    return [
      (session) => {
        const ofUser = changes.get(session[0]?.user ?? '')
        return ofUser === undefined ? noJudgement : judge(session, ofUser)
      },
    ]
  },
})

/** The changes of one user's role, in order of start. */
interface Changes {
  readonly demotions: readonly Operation[]
  readonly promotions: readonly Operation[]
}

function changesByUser(operations: HistorySlice['operations']): Map<string, Changes> {
  const found = new Map<string, { demotions: Operation[]; promotions: Operation[] }>()
  for (const operation of operations) {
    const { kind, subject, outcome } = operation
    if (subject === undefined) continue
    const changes = found.get(subject) ?? { demotions: [], promotions: [] }
    found.set(subject, changes)
    if (kind === 'demote' && outcome === 'ok') changes.demotions.push(operation)
    // A change without an answer may have been applied: from then on the role is unknown.
    else if (kind === 'promote' && outcome !== 'fail') changes.promotions.push(operation)
  }
  return found
}

function judge(session: readonly Operation[], changes: Changes): SessionJudgement {
  const asked = session.filter(saysWhetherAdmin)
  const withoutRole = asked.flatMap((operation) => {
    const lost = lossBefore(operation, changes)
    return lost === undefined ? [] : [{ operation, lost }]
  })
  const end = withoutRole[0]?.lost
  if (end === undefined) return noJudgement
  const operations = withoutRole.map(({ operation }) => operation)
  const accepted = operations.filter(({ outcome }) => outcome === 'ok')
  const refused = operations.filter(({ outcome }) => outcome === 'fail')
  return judgeAfter(
    { login: session[0], end, accepted, refused },
    replicaOf,
    (last) =>
      `${last.user} lost the role admin at ${atSecond(end.endMicros)} ${onReplica(end)}, ` +
      `still acted as admin ${onReplica(last)} ${msLater(end, last)}`,
  )
}

/** The last demotion that was acknowledged before the request began, unless the role may have come back by its end. */
function lossBefore(operation: Operation, { demotions, promotions }: Changes): Operation | undefined {
  const lost = demotions.findLast((demotion) => isAfter(operation, demotion))
  if (lost === undefined) return undefined
  const mayBeBack = promotions.some(
    (promotion) => promotion.startMicros < operation.endMicros && promotion.endMicros > lost.startMicros,
  )
  return mayBeBack ? undefined : lost
}

function saysWhetherAdmin({ kind, status }: Operation): boolean {
  return (kind === 'admin' || kind === 'admin-probe') && status !== undefined && status < 500 && status !== 429
}
