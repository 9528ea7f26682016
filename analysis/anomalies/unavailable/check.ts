/**
 * unavailable: 5xx, timeout or cut connection. Says how often nobody answered; that is availability, never a mismatch.
 * Judged on all operations but those that the harness cut itself; 501 is an answer: this strategy cannot do that.
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
