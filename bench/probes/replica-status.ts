/** Reads the replicas' status pages: the bench's only access past the load balancer. */

import type { ReplicaStatus } from '../../services/replica/status.ts'
import type { ReplicaHandle } from '../../stack/stack.ts'
import type { Buckets } from '../history/buckets.ts'
import type { StoreCost, TokenCacheUse } from '../history/records.ts'

/** What one replica has spent since it began, in all and on one mode. */
export interface ReplicaTotals {
  /** Changes when the replica restarts, which also resets its totals. */
  readonly startedAtMs: number
  readonly cpuMicros: number
  /** How late timers fired, µs; absent where the replica does not say. */
  readonly eventLoopDelayMicros?: Buckets
  readonly replication?: {
    readonly sent: { readonly changes: number; readonly messages: number; readonly bytes: number }
    readonly lagMicros: Buckets
    readonly sentMicros: Buckets
  }
  readonly store?: StoreCost
  readonly tokenCache?: TokenCacheUse
}

/** The totals of each replica, by name. A replica that does not answer is left out. */
export async function readReplicaStatus(
  replicas: readonly ReplicaHandle[],
  mode: string,
): Promise<Record<string, ReplicaTotals>> {
  const entries = await Promise.all(
    replicas.map(async ({ name, statusOrigin }): Promise<[string, ReplicaTotals][]> => {
      try {
        const answer = await fetch(`${statusOrigin}/status`, { signal: AbortSignal.timeout(2_000) })
        const { startedAtMs, cpuMicros, eventLoopDelayMicros, modes } = (await answer.json()) as ReplicaStatus
        const { replication, store, tokenCache } = modes[mode] ?? {}
        const cpu = cpuMicros.user + cpuMicros.system
        const costs = {
          ...(replication && { replication }),
          ...(store && { store }),
          ...(tokenCache && { tokenCache }),
        }
        return [[name, { startedAtMs, cpuMicros: cpu, eventLoopDelayMicros, ...costs }]]
      } catch {
        return []
      }
    }),
  )
  return Object.fromEntries(entries.flat())
}
