/**
 * involuntary-logout: a login ends in a refusal instead of a logout.
 * What it teaches: how often users have to log in again. One fault can log the same user out several times: when its replica
 * stops, when the next one stops, and when the first is back. Checked on logins, where users log in again. The user is the
 * unit, since a refused login decides where the next one goes.
 */

import type { Operation } from '../../../bench/history/operation.ts'
import {
  atSecond,
  type Checker,
  JudgementSum,
  msLater,
  onReplica,
  type SessionJudgement,
  sessionsOf,
} from '../checker.ts'
import { loggedIn } from '../session-mismatch/check.ts'

export const involuntaryLogout: Checker = {
  summary: 'a login ends with a refusal, so that the user has to log in again',
  check({ operations, segments }) {
    const judged = new Set(segments.flatMap(({ segment, logsInAgain }) => (logsInAgain ? [segment] : [])))
    const own = operations.filter(({ segment }) => judged.has(segment))
    const sessions = sessionsOf(own).flatMap((session) => judge(session) ?? [])
    const byUser = Map.groupBy(sessions, ({ login }) => `${login.segment} ${login.user}`)
    const sum = new JudgementSum()
    for (const fates of byUser.values()) sum.add(ofUser(fates))
    return sum.finding()
  },
}

/** A login, and the request that was refused, if any. */
interface Fate {
  readonly login: Operation
  readonly refused: Operation | undefined
}

function judge(session: readonly Operation[]): Fate | undefined {
  const { login, answered } = loggedIn(session) ?? {}
  return login && answered && { login, refused: answered.find(({ status }) => status === 401) }
}

function ofUser(fates: readonly Fate[]): SessionJudgement {
  const lost = fates.filter(({ refused }) => refused !== undefined)
  const [first] = lost
  return {
    count: lost.length,
    total: fates.length,
    causes: lost.map(({ login, refused }) =>
      refused?.replica === login.replica ? 'its-replica-forgot' : 'led-elsewhere',
    ),
    ...(first?.refused && {
      evidence: { says: sentence(first.login, first.refused, lost.length), operations: [first.login, first.refused] },
    }),
  }
}

function sentence(login: Operation, refused: Operation, times: number): string {
  const again = times > 1 ? `, the first of ${times} times` : ''
  return (
    `${login.user} logged in ${onReplica(login)} at ${atSecond(login.endMicros)}, and was refused ` +
    `(${refused.reason ?? refused.status}) ${onReplica(refused)} ${msLater(login, refused)}${again}`
  )
}
