/**
 * session-loss: a session that was opened before a fault is refused after it.
 * What it teaches: where a session lives decides which faults lose it. Checked on requests that began at least one second
 * after the last fault of the trial (nginx skips a failed replica for that time), in sessions that were opened before the
 * first fault.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { FaultRecord, SegmentRecord } from '../../../bench/history/records.ts'
import {
  atSecond,
  isAfter,
  msLater,
  noJudgement,
  onReplica,
  type SessionJudgement,
  sessionChecker,
} from '../checker.ts'

export const sessionLoss = sessionChecker({
  summary: 'a session opened before a fault is refused after it',
  judgesOf(slice) {
    const ordeals = ordealsBySegment(slice)
    return [(session) => judge(session, ordeals.get(session[0]?.segment ?? -1))]
  },
})

const settleMicros = 1_000_000

/** The faults of a trial: from the start of the first until the last was over. */
interface Ordeal {
  readonly first: FaultRecord
  readonly overMicros: number
}

function ordealsBySegment({ segments, faults }: HistorySlice): Map<number, Ordeal> {
  const found = new Map<number, Ordeal>()
  for (const segment of segments) {
    const hit = faults.filter(({ trial }) => trial === segment.trial).toSorted((a, b) => a.startMicros - b.startMicros)
    const ends = hit.map((fault) => overAt(fault, segment))
    const [first] = hit
    if (first === undefined || ends.includes(undefined)) continue
    const last = ends.reduce<number>((latest, end) => Math.max(latest, end ?? 0), 0)
    found.set(segment.segment, { first, overMicros: last + settleMicros })
  }
  return found
}

/** A fault that is never healed counts as over as soon as it is in force. */
function overAt({ inForceMicros, healMicros, healedMicros }: FaultRecord, { windowEndMicros }: SegmentRecord) {
  return healMicros !== undefined && healMicros < windowEndMicros ? healedMicros : inForceMicros
}

function judge([login, ...followUps]: readonly Operation[], ordeal: Ordeal | undefined): SessionJudgement {
  if (ordeal === undefined || login?.kind !== 'login' || login.outcome !== 'ok') return noJudgement
  const { first, overMicros } = ordeal
  if (login.endMicros > first.startMicros) return noJudgement
  const end = followUps.find(({ kind }) => kind === 'logout')
  const judged = followUps.filter(
    (operation) =>
      operation.startMicros > overMicros &&
      (operation.outcome === 'ok' || operation.status === 401) &&
      (end === undefined || isAfter(end, operation)),
  )
  const refused = judged.filter(({ status }) => status === 401)
  const [example] = refused
  return {
    count: refused.length,
    total: judged.length,
    causes: refused.map(() => causeOf(login, first)),
    ...(example && { evidence: { says: sentence(login, first, example), operations: [login, example] } }),
  }
}

function causeOf({ replica }: Operation, { what }: FaultRecord): string {
  return replica !== undefined && what.split(', ').includes(replica) ? 'its-replica-was-hit' : 'led-elsewhere'
}

function sentence(login: Operation, { fault, what, startMicros }: FaultRecord, refused: Operation): string {
  return (
    `${login.user} logged in ${onReplica(login)} at ${atSecond(login.endMicros)}; ${fault} hit ${what} at ` +
    `${atSecond(startMicros)}; refused (${refused.reason ?? refused.status}) ${onReplica(refused)} ${msLater(login, refused)}`
  )
}
