/** From the command line's words to a function that starts a stack. */

import { startProcesses } from '../stack/processes.ts'
import type { Stack, Topology } from '../stack/stack.ts'
import { findTools } from '../stack/toolchain.ts'

export interface LauncherWords {
  readonly launcher: 'processes'
  readonly port?: string | undefined
  /** On which interface the load balancer listens; loopback where absent. */
  readonly host?: string
  /** Where the live page's server listens. */
  readonly dashboard?: string
}

/** Binaries to use instead of those found: for a newer nginx beside the machine's, say. */
export function toolsFrom(
  { LAB_NGINX, LAB_REDIS_SERVER, PATH }: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
) {
  return findTools({ nginx: LAB_NGINX, redis: LAB_REDIS_SERVER, path: PATH, onProgress })
}

export async function launcherOf(
  { port, host, dashboard }: LauncherWords,
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<(topology: Topology, logs: string) => Promise<Stack>> {
  const tools = await toolsFrom(environment, onProgress)
  return (topology, logs) =>
    startProcesses(topology, {
      logs,
      tools,
      host,
      dashboard,
      signal,
      onProgress,
      onPartEnd: onProgress,
      ...(port !== undefined && { port: Number(port) }),
    })
}
