/**
 * zombie-session: a credential is accepted although its logout was acknowledged, with the time for which it lived on.
 * What it teaches: what nobody keeps, nobody can take back. Judged on requests that began after the acknowledgement;
 * an outage (5xx) or a limit (429) says nothing either way. The cause names the replica that accepted.
 */

import type { Operation } from '../history.ts'
import {
  atSecond,
  type Checker,
  isAfter,
  msLater,
  noJudgement,
  onReplica,
  type SessionJudgement,
  sessionsOf,
  summarise,
} from './checker.ts'

export const zombieSession: Checker = {
  summary: 'accepted after an acknowledged logout',
  check: (slice) => summarise(sessionsOf(slice.operations).map(judge)),
}

/** What is judged of a session, and the logout that it rests on; undefined where none was acknowledged. */
export function loggedOut(
  session: readonly Operation[],
): { readonly end: Operation; readonly answered: readonly Operation[] } | undefined {
  const end = session.find(({ kind, outcome }) => kind === 'logout' && outcome === 'ok')
  return end && { end, answered: session.filter((operation) => isAfter(operation, end) && saysWhetherAlive(operation)) }
}

function judge(session: Operation[]): SessionJudgement {
  const judged = loggedOut(session)
  if (judged === undefined) return noJudgement
  const { end, answered } = judged
  const accepted = answered.filter(({ status }) => status !== 401)
  const last = accepted.at(-1)
  return {
    count: accepted.length,
    total: answered.length,
    causes: accepted.map(({ replica }) => replica ?? 'unnamed replica'),
    ...(last && {
      windowMicros: last.startMicros - end.endMicros,
      evidence: {
        says:
          `${end.user} logged out ${onReplica(end)} at ${atSecond(end.endMicros)}, ` +
          `was still accepted ${onReplica(last)} ${msLater(end, last)}`,
        operations: [end, last],
      },
    }),
  }
}

function saysWhetherAlive({ kind, status }: Operation): boolean {
  return kind !== 'login' && status !== undefined && status < 500 && status !== 429
}
