/**
 * unavailable: 5xx, timeout or cut connection. It measures availability, and is never counted as a mismatch.
 * Checked on all operations except those that the harness cut itself; 501 is an answer: the strategy does not support it.
 */

import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, type SessionJudgement, sessionChecker } from '../checker.ts'
import { failureOf, isTelling, isUnserved } from '../service.ts'

export const unavailable = sessionChecker({
  summary: '5xx, timeout or cut connection',
  judgesOf: () => [judge],
})

function judge(session: readonly Operation[]): SessionJudgement {
  const judged = session.filter(isTelling)
  const unserved = judged.filter(isUnserved)
  const first = unserved[0]
  return {
    count: unserved.length,
    total: judged.length,
    causes: unserved.map(failureOf),
    ...(first !== undefined && {
      evidence: {
        says: `${first.user} asked for ${first.kind} at ${atSecond(first.startMicros)} and got ${failureOf(first)}`,
        operations: [first],
      },
    }),
  }
}
