/** The health watch of fuzzed replicas: whether each is still the same process, and how much memory it uses. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { ReplicaHandle } from '../../stack/stack.ts'

export interface Vitals {
  /** Changes if the replica died and was restarted. */
  readonly startedAtMs: number
  readonly memoryBytes: { readonly rss: number; readonly heapUsed: number }
}

/** By the replica's name. @throws where one does not answer: it has crashed, or hangs */
export async function readVitals(replicas: readonly ReplicaHandle[]): Promise<Record<string, Vitals>> {
  const entries = await Promise.all(
    replicas.map(async ({ name, statusOrigin }): Promise<[string, Vitals]> => {
      const answer = await fetch(`${statusOrigin}/status`, { signal: AbortSignal.timeout(10_000) })
      return [name, (await answer.json()) as Vitals]
    }),
  )
  return Object.fromEntries(entries)
}

/** Memory in use without garbage: the minimum of several readings, from replicas that collect garbage every second. */
export async function readSettledVitals(
  replicas: readonly ReplicaHandle[],
  looks = 12,
): Promise<Record<string, Vitals>> {
  let least = await readVitals(replicas)
  for (let look = 1; look < looks; look += 1) {
    await sleep(500)
    const now = await readVitals(replicas)
    const lower = Object.entries(now).filter(([name, { memoryBytes }]) => {
      return memoryBytes.heapUsed < (least[name]?.memoryBytes.heapUsed ?? Number.POSITIVE_INFINITY)
    })
    least = { ...least, ...Object.fromEntries(lower) }
  }
  return least
}
