/** Writes that a failover of Redis loses: those that the primary acknowledged and its copy did not have. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { FaultRecord } from '../../bench/history/records.ts'
import { sessionsOf } from '../anomalies/checker.ts'
import { lastRead } from '../anomalies/lost-update/check.ts'
import { isUnserved } from '../anomalies/service.ts'
import type { Circumstances, MeasuredLaw, Prediction } from './prediction.ts'

/**
 * The share of acknowledged writes that were acknowledged after the copy was cut off and before the primary died.
 * A client sees neither moment, but knows the order: the fault began, the copy was cut off, `behindMs` passed, the primary
 * died, a request failed. So the copy was cut off at the latest `behindMs` before the end of the first failure. Acknowledged
 * writes that began after that are certainly lost (the low end of the band); those that were acknowledged before the fault
 * began are certainly kept (the high end). Undefined without `behindMs`: the usual lag of a copy is not measured.
 */
export function predictLostAtFailover({ faults, faultParameters = [] }: Circumstances): MeasuredLaw | undefined {
  const behindMs = faultParameters[0]?.['behindMs']
  if (faults.length !== 1 || typeof behindMs !== 'number') return undefined
  return { ...words, measure: (slice) => lostIn(slice, behindMs * 1_000) }
}

const words = {
  formula: 'writes acknowledged while the copy was cut off / all acknowledged writes',
  because: 'Redis acknowledges a write before its copy has it: writes that only the dead primary had are lost',
}

function lostIn(slice: HistorySlice, behindMicros: number): Prediction | undefined {
  const windows = windowsBySegment(slice, behindMicros)
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
    ...words,
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
  // The injection ends after the copy was promoted, so the primary is dead by then.
  const injected = inForceMicros ?? Number.POSITIVE_INFINITY
  const deadBy = operations.reduce(
    (earliest, operation) =>
      isUnserved(operation) && operation.startMicros > startMicros ? Math.min(earliest, operation.endMicros) : earliest,
    injected,
  )
  return { begun: startMicros, cutOffBy: Math.max(startMicros, deadBy - behindMicros), deadBy }
}
