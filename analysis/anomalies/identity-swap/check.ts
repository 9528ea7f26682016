/**
 * identity-swap: a response belongs to another user. This is the most severe anomaly, so it is counted apart from
 * session-mismatch and must be 0. Checked on the answers that name a user.
 */

import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, type SessionJudgement, sessionChecker } from '../checker.ts'

export const identitySwap = sessionChecker({
  summary: 'a response belongs to another user',
  judgesOf: () => [judge],
})

function judge(session: readonly Operation[]): SessionJudgement {
  const naming = session.filter((operation) => operation.outcome === 'ok' && operation.identity !== undefined)
  const swapped = naming.filter((operation) => operation.identity !== operation.user)
  const first = swapped[0]
  return {
    count: swapped.length,
    total: naming.length,
    causes: swapped.map((operation) => operation.replica ?? 'unnamed replica'),
    ...(first !== undefined && {
      evidence: {
        says: `${first.user} asked ${first.replica ?? 'an unnamed replica'} at ${atSecond(first.startMicros)} and was answered as ${first.identity}`,
        operations: [first],
      },
    }),
  }
}
