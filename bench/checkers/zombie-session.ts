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
import { windowOf } from './window.ts'

export const zombieSession: Checker = {
  summary: 'accepted after an acknowledged logout',
  check: (slice) => summarise(sessionsOf(slice.operations).map(judge)),
}

function judge(session: Operation[]): SessionJudgement {
  const end = session.find(({ kind, outcome }) => kind === 'logout' && outcome === 'ok')
  if (end === undefined) return noJudgement
  const answered = session.filter((operation) => isAfter(operation, end) && saysWhetherAlive(operation))
  const accepted = answered.filter(({ status }) => status !== 401)
  const refused = answered.filter(({ status }) => status === 401)
  const window = windowOf({ login: session[0], end, accepted, refused })
  const last = accepted.at(-1)
  return {
    count: accepted.length,
    total: answered.length,
    causes: accepted.map(({ replica }) => replica ?? 'unnamed replica'),
    ...(window && { window }),
    ...(last && {
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
