/**
 * forged-accepted: a changed, expired, unsigned or invented credential is answered by anything but 401.
 * What it teaches: who checks a credential must refuse whatever is not one, for whatever reason, and fall over nothing.
 * Judged on attacks whose control, the request just before it in the session, was let in: otherwise the door may have been
 * shut for everybody. A store that cannot be asked (503), or no answer at all, says nothing either way. Causes: `accepted`
 * or `failed` (5xx), else the status, each with the attack's name.
 */

import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, onReplica, type SessionJudgement, sessionChecker } from '../checker.ts'

export const forgedAccepted = sessionChecker({
  summary: 'a forged credential is answered by anything but 401',
  judgesOf: () => [judge],
})

/** The attacks of a session that prove something, in order. */
export function attacksOf(session: readonly Operation[]): Operation[] {
  return session.filter(({ kind, status }, index) => {
    if (kind !== 'attack' || status === undefined || status === 503) return false
    const control = session[index - 1]
    return control?.kind === 'control' && control.status === 200
  })
}

function judge(session: readonly Operation[]): SessionJudgement {
  const tried = attacksOf(session)
  const passed = tried.filter(({ status }) => status !== 401)
  const first = passed[0]
  return {
    count: passed.length,
    total: tried.length,
    causes: passed.map((operation) => `${wordFor(operation)}: ${operation.attack}`),
    ...(first && {
      evidence: {
        says:
          `${first.user} tried ${first.attack} ${onReplica(first)} at ${atSecond(first.startMicros)}, was answered ` +
          `${first.status}${first.identity === undefined ? '' : ` as ${first.identity}`}`,
        operations: [first],
      },
    }),
  }
}

function wordFor({ status = 0 }: Operation): string {
  if (status < 400) return 'accepted'
  return status >= 500 ? 'failed' : `answered ${status}`
}
