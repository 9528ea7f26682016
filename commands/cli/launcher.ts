/** From the command line's words to a function that starts a stack. */

import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import { loopback } from '../../stack/parts/port.ts'
import type { LauncherName, Stack, Topology } from '../../stack/stack.ts'
import { StackError } from '../../stack/stack-error.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'

export interface LauncherWords {
  readonly launcher: LauncherName
  readonly port?: string | undefined
  /** On which interface the load balancer listens; loopback where absent. */
  readonly host?: string
  /** Has the live page's server listen at an address of this process. */
  readonly listenDashboard?: (host: string) => Promise<string>
  /** Whether a curve is wanted: stacks of several sizes, the last of them with ballast. */
  readonly isSweep?: boolean
}

/** Binaries to use instead of those found: for a newer nginx beside the machine's, say. */
export function toolsFrom(
  { LAB_NGINX, LAB_REDIS_SERVER, PATH }: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
) {
  return findTools({ nginx: LAB_NGINX, redis: LAB_REDIS_SERVER, path: PATH, onProgress })
}

export async function launcherOf(
  { launcher, port, host, listenDashboard, isSweep }: LauncherWords,
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<(topology: Topology, logs: string) => Promise<Stack>> {
  const common = { signal, onProgress, onPartEnd: onProgress, listenDashboard }
  const options = { ...common, ...(port !== undefined && { port: Number(port) }) }
  if (launcher === 'containers') {
    if (host !== undefined && host !== loopback) throw refused(loopbackAlone)
    if (isSweep) throw refused(noCurves)
    const [{ findEngine }, { startContainers }] = await Promise.all([
      import('../../stack/launchers/containers/find-engine.ts'),
      import('../../stack/launchers/containers/containers.ts'),
    ])
    const engine = await findEngine(environment['DOCKER_HOST'])
    const replicaImage = environment['LAB_IMAGE']
    return (topology, logs) => startContainers(topology, { ...options, logs, engine, replicaImage })
  }
  const tools = await toolsFrom(environment, onProgress)
  return (topology, logs) => startProcesses(topology, { ...options, logs, tools, host })
}

const loopbackAlone = `listens on ${loopback} alone`
const noCurves = 'has no ballast for idle processors, which the curve of a sweep needs'

/** Before anything is built or started, which takes its time. */
function refused(why: string): StackError {
  return new StackError('ERR_BAD_TOPOLOGY', `--launcher containers ${why}: use --launcher processes`)
}
