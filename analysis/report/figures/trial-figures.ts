/** Each trial of a slice in a few figures: one sample each, for whoever compares runs. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { type CheckName, findingsOf } from '../../anomalies/registry.ts'
import { isTelling } from '../../anomalies/service.ts'
import { operationsBySegment } from '../../slices.ts'
import { countOf, onlyThose } from './count.ts'
import { latencyMicros } from './load-figures.ts'
import { type Latency, quantilesMs, timesOf } from './quantiles.ts'

export interface TrialFigures {
  readonly trial: number
  readonly throughputPerSecond: number
  readonly goodputPerSecond: number
  /** Of all requests but logins, from when each was due; null where there was none. */
  readonly latencyMs: Latency | null
  readonly bytesPerRequest: { readonly sent: number; readonly received: number }
  /** null where other modes were loaded at the same time: whose it was cannot be told. */
  readonly replicaCpuMicrosPerRequest: number | null
  /** Of each check that found anything in any trial: what it found in this one. */
  readonly found: Readonly<Partial<Record<CheckName, { readonly count: number; readonly total: number }>>>
}

/** @param telling the checks that found something in the slice as a whole */
export function trialFigures(slice: HistorySlice, telling: readonly CheckName[]): TrialFigures[] {
  const bySegment = operationsBySegment(slice)
  return slice.segments.map((segment) => figuresOf(segment, bySegment.get(segment.segment) ?? [], slice, telling))
}

function figuresOf(
  segment: SegmentRecord,
  all: readonly Operation[],
  slice: HistorySlice,
  telling: readonly CheckName[],
): TrialFigures {
  // What ended later finished the sessions of a load by arrival rate: no figure of the segment counts it.
  const operations = onlyThose(all, ({ endMicros }) => endMicros <= segment.endMicros)
  const isInWindow = ({ endMicros }: Operation) => endMicros <= segment.windowEndMicros
  const seconds = Math.max(1, segment.windowEndMicros - segment.startMicros) / 1e6
  const isTimed = segment.arrivals ? isTelling : isInWindow
  const perRequest = (sum: number) => sum / Math.max(1, operations.length)
  const findings = findingsOf({ ...slice, segments: [segment], operations: all }, telling)
  const cpuMicros = Object.values(segment.replicaCpuMicros).reduce((a, b) => a + b, 0)
  return {
    trial: segment.trial,
    throughputPerSecond: countOf(operations, (each) => isInWindow(each) && each.status !== undefined) / seconds,
    goodputPerSecond: countOf(operations, (each) => isInWindow(each) && each.outcome === 'ok') / seconds,
    latencyMs: quantilesMs(timesOf(operations, latencyMicros, (each) => each.kind !== 'login' && isTimed(each))),
    bytesPerRequest: { sent: perRequest(segment.bytesSent), received: perRequest(segment.bytesReceived) },
    replicaCpuMicrosPerRequest: segment.shared ? null : perRequest(cpuMicros),
    found: Object.fromEntries(
      telling.map((name) => [name, { count: findings[name].count, total: findings[name].total }]),
    ),
  }
}
