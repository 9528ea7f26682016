/** What a segment cost the replicas: the difference of two looks at their status pages. Pure. */

import type { ReplicationCost, SegmentRecord, StoreCost } from './history.ts'
import type { ReplicaTotals } from './replica-status.ts'
import { bucketsSince, sumOfBuckets } from './statistics/buckets.ts'

type Totals = Readonly<Record<string, ReplicaTotals>>

/** A replica that was not there before, or began anew meanwhile, has spent all that it tells. */
export function replicaCost(
  before: Totals,
  after: Totals,
): Pick<SegmentRecord, 'replicaCpuMicros' | 'replication' | 'store'> {
  const pairs = Object.entries(after).map(([name, now]) => {
    const then = before[name]
    return { name, now, then: then?.pid === now.pid ? then : undefined }
  })
  const replication = pairs.flatMap(({ now, then }) => replicationSince(now, then) ?? [])
  const store = pairs.flatMap(({ now, then }) => storeSince(now, then) ?? [])
  return {
    replicaCpuMicros: Object.fromEntries(
      pairs.map(({ name, now, then }) => [name, now.cpuMicros - (then?.cpuMicros ?? 0)]),
    ),
    ...(replication.length > 0 && {
      replication: {
        changes: sum(replication, ({ changes }) => changes),
        messages: sum(replication, ({ messages }) => messages),
        bytes: sum(replication, ({ bytes }) => bytes),
        lagMicros: sumOfBuckets(replication.map(({ lagMicros }) => lagMicros)),
      },
    }),
    ...(store.length > 0 && {
      store: {
        commands: sum(store, ({ commands }) => commands),
        bytesSent: sum(store, ({ bytesSent }) => bytesSent),
        bytesReceived: sum(store, ({ bytesReceived }) => bytesReceived),
      },
    }),
  }
}

function sum<T>(of: readonly T[], figure: (each: T) => number): number {
  return of.reduce((total, each) => total + figure(each), 0)
}

function replicationSince({ replication: now }: ReplicaTotals, before?: ReplicaTotals): ReplicationCost | undefined {
  if (now === undefined) return undefined
  const then = before?.replication
  return {
    changes: now.sent.changes - (then?.sent.changes ?? 0),
    messages: now.sent.messages - (then?.sent.messages ?? 0),
    bytes: now.sent.bytes - (then?.sent.bytes ?? 0),
    lagMicros: bucketsSince(then?.lagMicros ?? [], now.lagMicros),
  }
}

function storeSince({ store: now }: ReplicaTotals, before?: ReplicaTotals): StoreCost | undefined {
  if (now === undefined) return undefined
  const then = before?.store
  return {
    commands: now.commands - (then?.commands ?? 0),
    bytesSent: now.bytesSent - (then?.bytesSent ?? 0),
    bytesReceived: now.bytesReceived - (then?.bytesReceived ?? 0),
  }
}
