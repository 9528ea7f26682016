/** Restarts a replica as a deployment does: drains it, finishes the requests under way, and restores it when it is ready. */
import type { Replica, Stack } from '../../stack/stack.ts'

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
