/**
 * zombie-session: a credential is accepted although its logout was acknowledged, with the time for which it was accepted.
 * What it teaches: a session that no server stores cannot be ended. Checked on requests that began after the acknowledgement;
 * an outage (5xx) or a limit (429) proves nothing. Causes: `late` where that replica refused from then on,
 * `came-back` where it had refused before, `lives-on` where it never refused.
 */

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
import { judgeAfter } from '../residual-lifetime.ts'

export const zombieSession = sessionChecker({
  summary: 'accepted after an acknowledged logout',
  judgesOf: () => [judge],
})

/** The operations of a session to check, and its logout; undefined where no logout was acknowledged. */
export function loggedOut(
  session: readonly Operation[],
): { readonly end: Operation; readonly answered: readonly Operation[] } | undefined {
  const end = session.find(({ kind, outcome }) => kind === 'logout' && outcome === 'ok')
  return end && { end, answered: session.filter((operation) => isAfter(operation, end) && saysWhetherAlive(operation)) }
}

function judge(session: readonly Operation[]): SessionJudgement {
  const judged = loggedOut(session)
  if (judged === undefined) return noJudgement
  const { end, answered } = judged
  const accepted = answered.filter(({ status }) => status !== 401)
  const refused = answered.filter(({ status }) => status === 401)
  return judgeAfter(
    { login: session[0], end, accepted, refused },
    (operation) => causeOf(operation, answered),
    (last) =>
      `${end.user} logged out ${onReplica(end)} at ${atSecond(end.endMicros)}, ` +
      `was still accepted ${onReplica(last)} ${msLater(end, last)}`,
  )
}

type Cause = 'late' | 'came-back' | 'lives-on'

function causeOf(accepted: Operation, answered: readonly Operation[]): Cause {
  const refused = answered.filter(({ status, replica }) => status === 401 && replica === accepted.replica)
  if (refused.some((operation) => isAfter(accepted, operation))) return 'came-back'
  return refused.some((operation) => isAfter(operation, accepted)) ? 'late' : 'lives-on'
}

function saysWhetherAlive({ kind, status }: Operation): boolean {
  return kind !== 'login' && status !== undefined && status < 500 && status !== 429
}
