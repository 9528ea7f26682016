/** Asks the replicas' status pages: the bench's only look behind the load balancer. */

import type { ReplicaHandle } from '../stack/stack.ts'

/** CPU time spent so far by each replica, µs. A replica that does not answer is left out. */
export async function replicaCpuMicros(replicas: readonly ReplicaHandle[]): Promise<Record<string, number>> {
  const entries = await Promise.all(
    replicas.map(async ({ name, statusOrigin }): Promise<[string, number][]> => {
      try {
        const answer = await fetch(`${statusOrigin}/status`, { signal: AbortSignal.timeout(2_000) })
        const { cpuMicros } = (await answer.json()) as { cpuMicros: { user: number; system: number } }
        return [[name, cpuMicros.user + cpuMicros.system]]
      } catch {
        return []
      }
    }),
  )
  return Object.fromEntries(entries.flat())
}
