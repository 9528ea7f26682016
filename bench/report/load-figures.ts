/** Throughput, latency and cost of a slice. Only operations that ended while the load was constant count here. */

import { build, type Histogram } from 'hdr-histogram-js'
import type { HistorySlice, Operation, SegmentRecord } from '../history.ts'
import { type Interval, median, medianInterval95 } from '../statistics/interval.ts'
import { type CopyFigures, copyFigures, type StoreFigures, storeFigures } from './copy-figures.ts'

/** A figure measured once a trial. */
export interface TrialFigure {
  readonly median: number
  /** Distribution-free; null below six trials. */
  readonly ci95: Interval | null
}

/** Milliseconds, from the client's point of view, to the microsecond. */
export interface Latency {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export interface LoadFigures {
  readonly throughputPerSecond: TrialFigure
  /** Only answers that were asked for (2xx, 3xx): a refusal costs less than an answer. */
  readonly goodputPerSecond: TrialFigure
  /** Of all requests but logins; null where there was none. */
  readonly latencyMs: Latency | null
  readonly loginLatencyMs: Latency | null
  /** At the client's sockets, HTTP headers included, logins included. */
  readonly bytesPerRequest: { readonly sent: number; readonly received: number }
  readonly replicaCpuMicrosPerRequest: number
  readonly clientCpuMicrosPerRequest: number
  readonly shareByReplica: Readonly<Record<string, number>>
  /** null where the mode keeps no copies. */
  readonly replication: CopyFigures | null
  /** null where the mode has no store. */
  readonly store: StoreFigures | null
}

export function loadFigures({ segments, operations }: HistorySlice): LoadFigures {
  const bySegment = new Map(segments.map((segment) => [segment.segment, { segment, inWindow: [] as Operation[] }]))
  for (const operation of operations) {
    const entry = bySegment.get(operation.segment)
    if (entry && operation.endMicros <= entry.segment.windowEndMicros) entry.inWindow.push(operation)
  }
  const windows = [...bySegment.values()]
  const inWindow = windows.flatMap((window) => window.inWindow)
  const perSecond = (counts: (operation: Operation) => boolean) =>
    trialFigure(windows.map(({ segment, inWindow }) => (inWindow.filter(counts).length * 1e6) / windowMicros(segment)))
  const perRequest = (figure: (segment: SegmentRecord) => number) =>
    segments.reduce((sum, segment) => sum + figure(segment), 0) / Math.max(1, operations.length)
  return {
    throughputPerSecond: perSecond(({ status }) => status !== undefined),
    goodputPerSecond: perSecond(({ outcome }) => outcome === 'ok'),
    latencyMs: latency(inWindow.filter(({ kind }) => kind !== 'login')),
    loginLatencyMs: latency(inWindow.filter(({ kind }) => kind === 'login')),
    bytesPerRequest: {
      sent: perRequest(({ bytesSent }) => bytesSent),
      received: perRequest(({ bytesReceived }) => bytesReceived),
    },
    replicaCpuMicrosPerRequest: perRequest(({ replicaCpuMicros }) =>
      Object.values(replicaCpuMicros).reduce((a, b) => a + b, 0),
    ),
    clientCpuMicrosPerRequest: perRequest(({ clientCpuMicros }) => clientCpuMicros),
    shareByReplica: shares(operations),
    replication: copyFigures(segments),
    store: storeFigures(segments, operations.length),
  }
}

const windowMicros = ({ startMicros, windowEndMicros }: SegmentRecord) => Math.max(1, windowEndMicros - startMicros)

function trialFigure(values: readonly number[]): TrialFigure {
  return { median: median(values), ci95: medianInterval95(values) ?? null }
}

function latency(operations: readonly Operation[]): Latency | null {
  if (operations.length === 0) return null
  const micros: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  for (const { startMicros, endMicros } of operations) micros.recordValue(Math.max(1, endMicros - startMicros))
  const at = (percentile: number) => micros.getValueAtPercentile(percentile) / 1_000
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: micros.maxValue / 1_000 }
}

function shares(operations: readonly Operation[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { replica } of operations) if (replica !== undefined) counts[replica] = (counts[replica] ?? 0) + 1
  const total = Object.values(counts).reduce((a, b) => a + b, 0)
  return Object.fromEntries(
    Object.entries(counts)
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([replica, count]) => [replica, count / total]),
  )
}
