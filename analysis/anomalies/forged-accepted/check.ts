/**
 * forged-accepted: a changed, expired, unsigned or invented credential gets an answer other than 401.
 * What it teaches: a verifier must refuse every invalid credential, and must not crash on any input.
 * Checked on attacks whose control, the valid request just before it in the session, was accepted: otherwise the replica may
 * have refused every request. A store that is unavailable (503), or no answer, proves nothing. Causes: `accepted` or `failed`
 * (5xx), else the status, each with the attack's name.
 */

import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, onReplica, type SessionJudgement, sessionChecker } from '../checker.ts'

export const forgedAccepted = sessionChecker({
  summary: 'a forged credential gets an answer other than 401',
  judgesOf: () => [judge],
})

/** The attacks of a session whose control was accepted, in order. */
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
