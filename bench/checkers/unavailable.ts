/**
 * unavailable: 5xx, timeout or cut connection. Says how often nobody answered; that is availability, never a mismatch.
 * Judged on all operations but those that the harness cut itself; 501 is an answer: this strategy cannot do that.
 */

import { cutByHarness, type Operation } from '../history.ts'
import { atSecond, type Checker, type SessionJudgement, sessionsOf, summarise } from './checker.ts'

export const unavailable: Checker = {
  summary: '5xx, timeout or cut connection',
  check: (slice) => summarise(sessionsOf(slice.operations).map(judge)),
}

function judge(session: Operation[]): SessionJudgement {
  const judged = session.filter(({ reason }) => reason !== cutByHarness)
  const unanswered = judged.filter(({ status }) => status === undefined || (status >= 500 && status !== 501))
  const first = unanswered[0]
  return {
    count: unanswered.length,
    total: judged.length,
    causes: unanswered.map(causeOf),
    ...(first !== undefined && {
      evidence: {
        says: `${first.user} asked for ${first.kind} at ${atSecond(first.startMicros)} and got ${causeOf(first)}`,
        operations: [first],
      },
    }),
  }
}

function causeOf({ status, reason }: Operation): string {
  return status === undefined ? (reason ?? 'no-answer') : `${status}${reason === undefined ? '' : ` ${reason}`}`
}
