/** What a segment cost the replicas: the difference between two readings of their status pages. Pure. */

import { bucketQuantile, bucketsSince, sumOfBuckets } from '../history/buckets.ts'
import type { ReplicationCost, SegmentRecord, StoreCost, TokenCacheUse } from '../history/records.ts'
import type { ReplicaTotals } from './replica-status.ts'

type Totals = Readonly<Record<string, ReplicaTotals>>

/** For a replica that is new or was restarted meanwhile, the full totals count. */
export function replicaCost(
  before: Totals,
  after: Totals,
): Pick<SegmentRecord, 'replicaCpuMicros' | 'replicaDelayMs' | 'replication' | 'store' | 'tokenCache'> {
  const pairs = Object.entries(after).map(([name, now]) => {
    const earlier = before[name]
    return { name, now, earlier: earlier?.startedAtMs === now.startedAtMs ? earlier : undefined }
  })
  const delays = pairs.flatMap(({ name, now: { eventLoopDelayMicros: delay }, earlier }) =>
    delay === undefined
      ? []
      : [[name, bucketQuantile(bucketsSince(earlier?.eventLoopDelayMicros ?? [], delay), 0.99) / 1_000]],
  )
  const replication = pairs.flatMap(({ now, earlier }) => replicationSince(now, earlier) ?? [])
  const store = pairs.flatMap(({ now, earlier }) => storeSince(now, earlier) ?? [])
  const tokenCache = pairs.flatMap(({ now, earlier }) => tokenCacheSince(now, earlier) ?? [])
  return {
    replicaCpuMicros: Object.fromEntries(
      pairs.map(({ name, now, earlier }) => [name, now.cpuMicros - (earlier?.cpuMicros ?? 0)]),
    ),
    ...(delays.length > 0 && { replicaDelayMs: Object.fromEntries(delays.filter(([, ms]) => !Number.isNaN(ms))) }),
    ...(replication.length > 0 && {
      replication: {
        changes: sum(replication, ({ changes }) => changes),
        messages: sum(replication, ({ messages }) => messages),
        bytes: sum(replication, ({ bytes }) => bytes),
        lagMicros: sumOfBuckets(replication.map(({ lagMicros }) => lagMicros)),
        sentMicros: sumOfBuckets(replication.map(({ sentMicros }) => sentMicros)),
      },
    }),
    ...(store.length > 0 && {
      store: {
        commands: sum(store, ({ commands }) => commands),
        bytesSent: sum(store, ({ bytesSent }) => bytesSent),
        bytesReceived: sum(store, ({ bytesReceived }) => bytesReceived),
      },
    }),
    ...(tokenCache.length > 0 && {
      tokenCache: { verified: sum(tokenCache, ({ verified }) => verified), hits: sum(tokenCache, ({ hits }) => hits) },
    }),
  }
}

function sum<T>(of: readonly T[], figure: (each: T) => number): number {
  return of.reduce((total, each) => total + figure(each), 0)
}

function replicationSince({ replication: now }: ReplicaTotals, earlier?: ReplicaTotals): ReplicationCost | undefined {
  if (now === undefined) return undefined
  const before = earlier?.replication
  return {
    changes: now.sent.changes - (before?.sent.changes ?? 0),
    messages: now.sent.messages - (before?.sent.messages ?? 0),
    bytes: now.sent.bytes - (before?.sent.bytes ?? 0),
    lagMicros: bucketsSince(before?.lagMicros ?? [], now.lagMicros),
    sentMicros: bucketsSince(before?.sentMicros ?? [], now.sentMicros),
  }
}

function tokenCacheSince({ tokenCache: now }: ReplicaTotals, earlier?: ReplicaTotals): TokenCacheUse | undefined {
  if (now === undefined) return undefined
  const before = earlier?.tokenCache
  return { verified: now.verified - (before?.verified ?? 0), hits: now.hits - (before?.hits ?? 0) }
}

function storeSince({ store: now }: ReplicaTotals, earlier?: ReplicaTotals): StoreCost | undefined {
  if (now === undefined) return undefined
  const before = earlier?.store
  return {
    commands: now.commands - (before?.commands ?? 0),
    bytesSent: now.bytesSent - (before?.bytesSent ?? 0),
    bytesReceived: now.bytesReceived - (before?.bytesReceived ?? 0),
  }
}
