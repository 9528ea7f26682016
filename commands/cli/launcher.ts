/** The option `--launcher`, and the function that starts a stack with the chosen launcher. */
import { Option } from 'commander'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import { loopback } from '../../stack/parts/port.ts'
import { type LauncherName, launcherNames, type Stack, type Topology } from '../../stack/stack.ts'
import { StackError } from '../../stack/stack-error.ts'
import { findTools, type Tools } from '../../stack/toolchain/toolchain.ts'

/** The option `--launcher` of every command that starts a stack; `LAB_LAUNCHER` sets its default, as in docker-compose.yml. */
export function launcherOption(): Option {
  const option = new Option('--launcher <name>', 'how the parts of the stack run')
  return option.choices(launcherNames).default('processes').env('LAB_LAUNCHER')
}

/** What the command line says of the launcher. */
export interface LauncherChoice {
  readonly launcher: LauncherName
  readonly port?: string | undefined
  /** The interface on which the load balancer listens. Default: loopback. */
  readonly host?: string
  /** Makes the live page's server listen at an address of this process. */
  readonly listenDashboard?: (host: string) => Promise<string>
  /** Whether the scenario sweeps the number of replicas. Default: no. */
  readonly isSweep?: boolean
}

/** nginx and Redis: the binaries that `LAB_NGINX` and `LAB_REDIS_SERVER` name, otherwise those that are found. */
export function toolsFrom(
  { LAB_NGINX, LAB_REDIS_SERVER, PATH }: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<Tools> {
  return findTools({ nginx: LAB_NGINX, redis: LAB_REDIS_SERVER, path: PATH, onProgress })
}

/**
 * Finds what the launcher needs, nginx and Redis or a container engine, before anything is started.
 *
 * @returns a function that starts a stack of the topology and writes its logs into the folder `logs`
 * @throws StackError `ERR_BAD_TOPOLOGY`, `ERR_NO_ENGINE`, `ERR_TOOL_MISSING`, `ERR_TOOL_UNUSABLE`
 */
export async function pickLauncher(
  { launcher, port, host, listenDashboard, isSweep }: LauncherChoice,
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<(topology: Topology, logs: string) => Promise<Stack>> {
  const common = { signal, onProgress, onPartEnd: onProgress, listenDashboard }
  const options = { ...common, ...(port !== undefined && { port: portOf(port) }) }
  if (launcher === 'containers') {
    if (host !== undefined && host !== loopback) throw unsupported(`listens on ${loopback} only`)
    if (isSweep) throw unsupported('has no idle filler, which the curve of a sweep needs')
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

/** @throws StackError `ERR_BAD_TOPOLOGY` */
export function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new StackError('ERR_BAD_TOPOLOGY', `--port ${text}: expected a whole number from 1 to 65535`)
}

function unsupported(why: string): StackError {
  return new StackError('ERR_BAD_TOPOLOGY', `--launcher containers ${why}: use --launcher processes`)
}
