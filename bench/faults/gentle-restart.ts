/** Restarts a replica as a deployment does: no new clients, what is under way is finished, and back when it is ready. */
import type { Replica, Stack } from '../../stack/stack.ts'

export interface GentleRestart {
  /** It is out of rotation meanwhile; else the load balancer finds out by itself. Default: yes. */
  readonly drained?: boolean
  /** Done to it while it is down. */
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
