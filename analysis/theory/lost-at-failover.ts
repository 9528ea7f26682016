/** What a failover of Redis takes with it: writes that the primary had acknowledged, and its copy had not heard of. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { FaultRecord } from '../../bench/history/records.ts'
import { sessionsOf } from '../anomalies/checker.ts'
import { lastRead } from '../anomalies/lost-update/check.ts'
import { isUnserved } from '../anomalies/service.ts'
import type { Circumstances, Prediction } from './prediction.ts'

/**
 * Every write that was acknowledged between the moment at which the copy was cut off and the death of the primary, of all.
 * A client knows neither moment, but their order: the fault began, the copy was cut off, `behindMs` passed, the primary
 * died, a request failed. So the copy was cut off by the time that lies `behindMs` before the end of the first failure,
 * and what was begun after that and acknowledged is surely lost (the low end of the band); what was acknowledged before
 * the fault began surely is not (the high end). Nothing without `behindMs`: how far a copy is behind of itself is not
 * measured.
 */
export function predictLostAtFailover(circumstances: Circumstances, slice: HistorySlice): Prediction | undefined {
  const { faults, faultParameters = [] } = circumstances
  const behindMs = faultParameters[0]?.['behindMs']
  if (faults.length !== 1 || typeof behindMs !== 'number') return undefined
  const windows = windowsBySegment(slice, behindMs * 1_000)
  let [surely, perhaps, total] = [0, 0, 0]
  for (const session of sessionsOf(slice.operations)) {
    for (const write of lastRead(session)?.acknowledged ?? []) {
      const window = windows.get(write.segment)
      total += 1
      if (window === undefined || write.startMicros > window.deadBy || write.endMicros < window.begun) continue
      perhaps += 1
      if (write.startMicros >= window.cutOffBy) surely += 1
    }
  }
  if (total === 0) return undefined
  return {
    rate: (surely + perhaps) / 2 / total,
    band: [surely / total, perhaps / total],
    formula: 'writes answered while the copy heard nothing / all',
    because: 'Redis answers before its copy has heard: what only a dead primary knew is gone, acknowledged or not',
  }
}

interface Window {
  readonly begun: number
  readonly cutOffBy: number
  readonly deadBy: number
}

function windowsBySegment({ segments, faults, operations }: HistorySlice, behindMicros: number): Map<number, Window> {
  const bySegment = Map.groupBy(operations, ({ segment }) => segment)
  return new Map(
    segments.flatMap(({ segment, trial }) =>
      faults
        .filter((fault) => fault.trial === trial)
        .map((fault) => [segment, windowOf(fault, bySegment.get(segment) ?? [], behindMicros)]),
    ),
  )
}

function windowOf({ startMicros, inForceMicros }: FaultRecord, operations: readonly Operation[], behindMicros: number) {
  // By the end of the fault's injection the other one had been promoted, so the first was dead.
  const injected = inForceMicros ?? Number.POSITIVE_INFINITY
  const deadBy = operations.reduce(
    (earliest, operation) =>
      isUnserved(operation) && operation.startMicros > startMicros ? Math.min(earliest, operation.endMicros) : earliest,
    injected,
  )
  return { begun: startMicros, cutOffBy: Math.max(startMicros, deadBy - behindMicros), deadBy }
}
