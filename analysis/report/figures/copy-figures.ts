/** What keeping copies costs for each write, and what asking a store costs for each request. Pure. */

import { bucketQuantile, sumOfBuckets } from '../../../bench/history/buckets.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'

export interface CopyFigures {
  /** All that replicas sent each other, acknowledgements and looking for differences among it. */
  readonly messagesPerWrite: number
  readonly bytesPerWrite: number
  /** The same for each request, reads among them; absent in older reports. */
  readonly messagesPerRequest?: number
  readonly bytesPerRequest?: number
  /** From a write on one replica until it was applied on another; null where nothing was written. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null
}

export interface StoreFigures {
  readonly commandsPerRequest: number
  /** At the replicas' connections to the store. */
  readonly bytesPerRequest: { readonly sent: number; readonly received: number }
  /** What one session takes of the store's memory, keys and indexes included; null where that cannot be told. */
  readonly bytesPerSession?: number | null
}

/** Fewer sessions are lost in what the store uses for itself. */
const leastSessions = 100

/** null where none of the segments tells of copies. */
export function copyFigures(segments: readonly SegmentRecord[], requests: number): CopyFigures | null {
  const costs = segments.flatMap(({ replication }) => replication ?? [])
  if (costs.length === 0) return null
  const writes = total(costs, ({ changes }) => changes)
  const lagMicros = sumOfBuckets(costs.map((cost) => cost.lagMicros))
  const atMs = (share: number) => bucketQuantile(lagMicros, share) / 1_000
  const messages = total(costs, (cost) => cost.messages)
  const bytes = total(costs, (cost) => cost.bytes)
  return {
    messagesPerWrite: messages / Math.max(1, writes),
    bytesPerWrite: bytes / Math.max(1, writes),
    messagesPerRequest: messages / Math.max(1, requests),
    bytesPerRequest: bytes / Math.max(1, requests),
    lagMs: lagMicros.length === 0 ? null : { p50: atMs(0.5), p99: atMs(0.99), max: atMs(1) },
  }
}

/** null where none of the segments tells of a store. */
export function storeFigures(
  segments: readonly SegmentRecord[],
  operations: readonly Operation[],
): StoreFigures | null {
  const costs = segments.flatMap(({ store }) => store ?? [])
  if (costs.length === 0) return null
  const perRequest = (sum: number) => sum / Math.max(1, operations.length)
  return {
    commandsPerRequest: perRequest(total(costs, ({ commands }) => commands)),
    bytesPerRequest: {
      sent: perRequest(total(costs, ({ bytesSent }) => bytesSent)),
      received: perRequest(total(costs, ({ bytesReceived }) => bytesReceived)),
    },
    bytesPerSession: bytesPerSession(segments, operations),
  }
}

function bytesPerSession(segments: readonly SegmentRecord[], operations: readonly Operation[]): number | null {
  const grown = segments.flatMap(({ storeBytes }) => storeBytes ?? [])
  const done = (kind: string) => operations.filter((of) => of.kind === kind && of.outcome === 'ok').length
  // What logout-all ends cannot be counted, and a lost answer may have stored a session all the same.
  const sessions = done('login') - done('logout')
  if (grown.length < segments.length || sessions < leastSessions || done('logout-all') > 0) return null
  return Math.max(0, total(grown, (bytes) => bytes) / sessions)
}

function total<T>(of: readonly T[], figure: (each: T) => number): number {
  return of.reduce((sum, each) => sum + figure(each), 0)
}
