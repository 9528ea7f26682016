/**
 * lasting-outage: a request fails although it began at least two seconds after every fault was healed.
 * What it teaches: whether a system recovers without help, and how soon.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { FaultRecord } from '../../../bench/history/records.ts'
import { atSecond, noJudgement, type SessionJudgement, sessionChecker } from '../checker.ts'
import { failureOf, isTelling, isUnserved } from '../service.ts'

export const lastingOutage = sessionChecker({
  summary: 'a request fails two seconds or more after the last fault was healed',
  judgesOf(slice) {
    const quietSince = new Map(slice.segments.map(({ segment, trial }) => [segment, quietMicros(slice, trial)]))
    return [(session) => judge(session, quietSince)]
  },
})

const graceMicros = 2_000_000

/** The time from which no request may fail; infinite in a trial without faults, or with a fault that was not healed. */
function quietMicros({ faults }: HistorySlice, trial: number): number {
  const healed = faults.filter((fault) => fault.trial === trial).map(healedAt)
  return healed.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...healed) + graceMicros
}

function healedAt({ healedMicros = Number.POSITIVE_INFINITY }: FaultRecord): number {
  return healedMicros
}

function judge(session: readonly Operation[], quietSince: ReadonlyMap<number, number>): SessionJudgement {
  const judged = session.filter(
    (operation) =>
      isTelling(operation) && operation.startMicros >= (quietSince.get(operation.segment) ?? Number.POSITIVE_INFINITY),
  )
  if (judged.length === 0) return noJudgement
  const unserved = judged.filter(isUnserved)
  const [first] = unserved
  return {
    count: unserved.length,
    total: judged.length,
    causes: unserved.map(failureOf),
    ...(first && {
      evidence: {
        says: `${first.user} asked for ${first.kind} at ${atSecond(first.startMicros)}, more than two seconds after the last fault was healed, and got ${failureOf(first)}`,
        operations: [first],
      },
    }),
  }
}
