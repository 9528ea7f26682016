/**
 * stolen-after-…: a copy of a credential is accepted although a remedy against it was acknowledged, with the time for which
 * it was. One checker for each remedy: the owner logged out, logged out on all devices, changed the password, or was
 * disabled by an admin. What it teaches: a remedy works only if each request checks the state that the remedy changes.
 * Checked on the thief's requests that began after the acknowledgement; an outage (5xx) or a limit (429) proves nothing.
 * The cause names the replica that accepted the request.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { Remedy } from '../../../bench/load/workloads/operation-kinds.ts'
import {
  atSecond,
  isAfter,
  msLater,
  noJudgement,
  onReplica,
  type SessionChecker,
  type SessionJudgement,
  sessionChecker,
} from '../checker.ts'
import { judgeAfter, replicaOf } from '../residual-lifetime.ts'

const words: Readonly<Record<Remedy, string>> = {
  logout: 'logged out',
  'logout-all': 'logged out on all devices',
  'new-password': 'changed the password',
  disable: 'was disabled',
}

export function stolenAfter(remedy: Remedy): SessionChecker {
  return sessionChecker({
    summary: `a stolen credential is accepted after its owner ${words[remedy]}`,
    judgesOf({ operations }) {
      const disabled = remedy === 'disable' ? disablingsOf(operations) : new Map<string, Operation[]>()
      return [(session) => judge(session, remedy, endOf(session, remedy, disabled))]
    },
  })
}

/** The admin user's requests are in its own sessions: they are found by the user that they change. */
function disablingsOf(operations: HistorySlice['operations']): Map<string, Operation[]> {
  const found = new Map<string, Operation[]>()
  for (const operation of operations) {
    const { kind, subject, outcome } = operation
    if (kind !== 'disable' || subject === undefined || outcome !== 'ok') continue
    const ofUser = found.get(subject) ?? []
    ofUser.push(operation)
    found.set(subject, ofUser)
  }
  return found
}

/** The acknowledged remedy that ended the session; undefined where there is none, or another one. */
function endOf(
  session: readonly Operation[],
  remedy: Remedy,
  disabled: ReadonlyMap<string, readonly Operation[]>,
): Operation | undefined {
  if (remedy !== 'disable') return session.find(({ kind, outcome }) => kind === remedy && outcome === 'ok')
  const [first, last] = [session[0], session.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return disabled.get(first.user)?.find((operation) => isAfter(operation, first) && isAfter(last, operation))
}

function judge(session: readonly Operation[], remedy: Remedy, end: Operation | undefined): SessionJudgement {
  if (end === undefined) return noJudgement
  const tried = session.filter((operation) => isThief(operation) && isAfter(operation, end))
  const accepted = tried.filter(({ status }) => status !== 401)
  const refused = tried.filter(({ status }) => status === 401)
  return judgeAfter(
    { login: session[0], end, accepted, refused },
    replicaOf,
    (last) =>
      `${last.user} ${words[remedy]} ${onReplica(end)} at ${atSecond(end.endMicros)}, ` +
      `the thief was still accepted ${onReplica(last)} ${msLater(end, last)}`,
  )
}

function isThief({ kind, status }: Operation): boolean {
  return kind === 'thief' && status !== undefined && status < 500 && status !== 429
}
