/** Restarts a replica as a deployment does: drains it, finishes the requests under way, and restores it when it is ready. */
import type { Replica, Stack } from '../../stack/stack.ts'
import { processOf } from '../probes/part-probe.ts'
import type { Injected } from './fault.ts'

export interface GentleRestart {
  /** Whether it is drained meanwhile; otherwise the load balancer detects the restart itself. Default: true. */
  readonly drained?: boolean
  /** Called while it is down. */
  change?(replica: Replica): void
}

export async function restartGently(
  stack: Stack,
  replica: Replica,
  { drained = true, change }: GentleRestart = {},
): Promise<void> {
  if (drained) await stack.drain(replica.name, true)
  await replica.stop()
  change?.(replica)
  await replica.start()
  if (drained) await stack.drain(replica.name, false)
}

/** Watches replicas that are about to be restarted: each must be another process afterwards. */
export async function restartWatch(replicas: readonly Replica[]): Promise<Pick<Injected, 'confirm'>> {
  const starts = () => Promise.all(replicas.map(async (one) => (await processOf(one)).startedAtMs))
  // What does not answer now cannot be told apart later.
  const before = await starts().catch(() => undefined)
  return {
    confirm: async () => before && (await starts()).every((startedAtMs, index) => startedAtMs !== before[index]),
  }
}
