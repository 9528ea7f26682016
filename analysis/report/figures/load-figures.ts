/**
 * Throughput, latency and cost of a slice. Only operations that ended while the load was constant count here; but under an
 * arrival rate the latency of each that was sent, since the last answers may be late because of a stall.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord, TokenCacheUse } from '../../../bench/history/records.ts'
import { isTelling } from '../../anomalies/service.ts'
import { type Interval, median, medianInterval95 } from '../../statistics/interval.ts'
import { type ArrivalFigures, arrivalFigures } from './arrival-figures.ts'
import { type CopyFigures, copyFigures, type StoreFigures, storeFigures } from './copy-figures.ts'
import { countOf, onlyThose } from './count.ts'
import { type Latency, type LatencyCurve, latencyCurveMs, quantilesMs, timesOf } from './quantiles.ts'

/** A figure measured once a trial. */
export interface TrialFigure {
  readonly median: number
  /** Distribution-free; null below six trials. */
  readonly ci95: Interval | null
}

export interface LoadFigures {
  readonly throughputPerSecond: TrialFigure
  /** Only answers that were asked for (2xx, 3xx): a refusal costs less than an answer. */
  readonly goodputPerSecond: TrialFigure
  /** Of all requests but logins, from when each was due; null where there was none. */
  readonly latencyMs: Latency | null
  /** The same as a curve. */
  readonly latencyCurve: LatencyCurve | null
  readonly loginLatencyMs: Latency | null
  /** From when each was sent: under an arrival rate the smaller part of the latency, else all of it, and left out. */
  readonly serviceMs?: Latency | null
  readonly serviceCurve?: LatencyCurve | null
  /** Under an arrival rate only. */
  readonly arrivals?: ArrivalFigures
  /** At the client's sockets, HTTP headers included, logins included. */
  readonly bytesPerRequest: { readonly sent: number; readonly received: number }
  /** null where other modes were loaded at the same time: whose it was cannot be told. */
  readonly replicaCpuMicrosPerRequest: number | null
  readonly clientCpuMicrosPerRequest: number | null
  /** null also where the system does not tell; absent in older reports. */
  readonly loadBalancerCpuMicrosPerRequest?: number | null
  /** null also where there is no Redis. What it did meanwhile: that of a mode which does not ask it is what it does by itself. */
  readonly redisCpuMicrosPerRequest?: number | null
  /** Mean of the requests that carried one; null where none did; absent in older reports. */
  readonly credentialBytes?: number | null
  readonly shareByReplica: Readonly<Record<string, number>>
  /** null where the mode keeps no copies. */
  readonly replication: CopyFigures | null
  /** null where the mode has no store. */
  readonly store: StoreFigures | null
  /** Present where replicas remembered verified tokens. */
  readonly tokenCache?: TokenCacheUse
}

export function loadFigures(slice: HistorySlice): LoadFigures {
  const { segments } = slice
  const segmentOf = new Map(segments.map((segment) => [segment.segment, segment]))
  // What ended later finished the sessions of a load by arrival rate: no figure of the segment counts it.
  const operations = onlyThose(
    slice.operations,
    ({ segment, endMicros }) => endMicros <= (segmentOf.get(segment)?.endMicros ?? 0),
  )
  const isInWindow = ({ segment, endMicros }: Operation) => endMicros <= (segmentOf.get(segment)?.windowEndMicros ?? 0)
  const isShared = segments.some(({ shared }) => shared)
  const perSecond = (counts: (operation: Operation) => boolean) => {
    const found = countBySegment(operations, (operation) => isInWindow(operation) && counts(operation))
    return trialFigure(segments.map((segment) => ((found.get(segment.segment) ?? 0) * 1e6) / windowMicros(segment)))
  }
  const perRequest = (figure: (segment: SegmentRecord) => number) =>
    sum(segments.map(figure)) / Math.max(1, operations.length)
  const cpuPerRequest = (figure: (segment: SegmentRecord) => number | undefined) =>
    isShared || segments.some((segment) => figure(segment) === undefined)
      ? null
      : perRequest((segment) => figure(segment) ?? 0)
  const arrivals = arrivalFigures({ ...slice, operations })
  const isTimed = arrivals ? isTelling : isInWindow
  const isFollowUp = (operation: Operation) => operation.kind !== 'login' && isTimed(operation)
  const isLogin = (operation: Operation) => operation.kind === 'login' && isTimed(operation)
  const latencies = timesOf(operations, latencyMicros, isFollowUp)
  const services = arrivals && timesOf(operations, serviceMicros, isFollowUp)
  return {
    throughputPerSecond: perSecond(({ status }) => status !== undefined),
    goodputPerSecond: perSecond(({ outcome }) => outcome === 'ok'),
    latencyMs: quantilesMs(latencies),
    latencyCurve: latencyCurveMs(latencies),
    loginLatencyMs: quantilesMs(timesOf(operations, latencyMicros, isLogin)),
    ...(services && { serviceMs: quantilesMs(services), serviceCurve: latencyCurveMs(services) }),
    ...(arrivals && { arrivals }),
    bytesPerRequest: {
      sent: perRequest(({ bytesSent }) => bytesSent),
      received: perRequest(({ bytesReceived }) => bytesReceived),
    },
    replicaCpuMicrosPerRequest: cpuPerRequest(({ replicaCpuMicros }) => sum(Object.values(replicaCpuMicros))),
    clientCpuMicrosPerRequest: cpuPerRequest(({ clientCpuMicros }) => clientCpuMicros),
    loadBalancerCpuMicrosPerRequest: cpuPerRequest(({ partCpuMicros }) => partCpuMicros?.loadBalancer),
    redisCpuMicrosPerRequest: cpuPerRequest(({ partCpuMicros }) => partCpuMicros?.redis),
    credentialBytes: meanCredentialBytes(operations),
    shareByReplica: shares(operations),
    replication: copyFigures(segments, operations.length),
    store: storeFigures(segments, operations),
    ...tokenCacheFigures(segments),
  }
}

function tokenCacheFigures(segments: readonly SegmentRecord[]): { readonly tokenCache?: TokenCacheUse } {
  const used = segments.flatMap(({ tokenCache }) => tokenCache ?? [])
  if (used.length === 0) return {}
  return {
    tokenCache: { verified: sum(used.map(({ verified }) => verified)), hits: sum(used.map(({ hits }) => hits)) },
  }
}

function countBySegment(
  operations: readonly Operation[],
  counts: (operation: Operation) => boolean,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const operation of operations)
    if (counts(operation)) found.set(operation.segment, (found.get(operation.segment) ?? 0) + 1)
  return found
}

function meanCredentialBytes(operations: readonly Operation[]): number | null {
  const sent = countOf(operations, ({ credentialBytes }) => credentialBytes !== undefined)
  return sent === 0 ? null : operations.reduce((bytes, { credentialBytes = 0 }) => bytes + credentialBytes, 0) / sent
}

const windowMicros = ({ startMicros, windowEndMicros }: SegmentRecord) => Math.max(1, windowEndMicros - startMicros)

const serviceMicros = ({ startMicros, endMicros }: Operation) => endMicros - startMicros
/** From when an operation was due. */
export const latencyMicros = ({ intendedMicros, startMicros, endMicros }: Operation) =>
  endMicros - (intendedMicros ?? startMicros)

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

export function trialFigure(values: readonly number[]): TrialFigure {
  return { median: median(values), ci95: medianInterval95(values) ?? null }
}

function shares(operations: readonly Operation[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { replica } of operations) if (replica !== undefined) counts[replica] = (counts[replica] ?? 0) + 1
  const total = sum(Object.values(counts))
  return Object.fromEntries(
    Object.entries(counts)
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([replica, count]) => [replica, count / total]),
  )
}
