/** The launcher `processes`: Redis, replicas and nginx as processes of this machine, on free loopback ports. */
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { assemble } from '../../assemble.ts'
import { createFillerLoad } from '../../cpu/filler-load.ts'
import { startIdleFiller } from '../../cpu/idle-filler.ts'
import { createQuota, type ReplicaQuota } from '../../cpu/quota.ts'
import { makeCertificate } from '../../parts/certificate.ts'
import { startNginx } from '../../parts/nginx.ts'
import { loopback, requireFreePort } from '../../parts/port.ts'
import { startRedisPair } from '../../parts/redis-pair.ts'
import { startRedis } from '../../parts/redis-server.ts'
import type { LauncherOptions, Platform } from '../../platform.ts'
import { startReaper } from '../../reaper.ts'
import { type ReplicaRun, startReplica } from '../../replicas/replica-part.ts'
import { v8Flags } from '../../replicas/v8-flags.ts'
import type { Stack, Topology } from '../../stack.ts'
import type { Tools } from '../../toolchain/toolchain.ts'
import { validateTopology } from '../../validate-topology.ts'
import { type Launch, spawnChild } from './child.ts'

export interface ProcessesOptions extends LauncherOptions {
  readonly tools: Tools
  /** The interface on which the load balancer listens; `0.0.0.0` for all. Default: loopback. */
  readonly host?: string | undefined
  /** The replica's program: any that follows the replica's HTTP contract. Default: `services/replica/main.ts`. */
  readonly replicaProgram?: string | undefined
  /** Arguments of that program; the lab's own replica takes none. */
  readonly replicaArguments?: readonly string[] | undefined
}

/**
 * Starts a stack. Where a part fails, every other part is ended. All parts end with this process, even after `kill -9`.
 *
 * @throws StackError `ERR_BAD_TOPOLOGY`, `ERR_PORT_IN_USE`, `ERR_PART_FAILED`; the signal's reason where it is aborted
 */
export async function startProcesses(topology: Topology, options: ProcessesOptions): Promise<Stack> {
  const { tools, port, host, replicaArguments = [], signal = new AbortController().signal } = options
  const logs = resolve(options.logs)
  const program = resolve(
    options.replicaProgram ?? join(import.meta.dirname, '..', '..', '..', 'services', 'replica', 'main.ts'),
  )
  const modes = validateTopology(topology, { logs, replicaProgram: program, port, nginx: tools.nginx })
  if (port !== undefined) await requireFreePort(port)
  signal.throwIfAborted()

  return assemble(topology, modes, options, async (onEnd, starting) => {
    const reaper = startReaper()
    const directory = mkdtempSync(join(tmpdir(), 'session-lab-'))
    reaper.send({ removeFolder: directory })
    const flags = topology.sweep ? v8Flags : []
    const command = [...flags, program, ...replicaArguments]
    const launch = { directory, logs, reaper, signal: starting, onEnd }
    return createPlatform({ tools, port, host, command, launch })
  })
}

interface ProcessPlatform {
  readonly tools: Tools
  readonly port: number | undefined
  readonly host: string | undefined
  /** Node's arguments for a replica: flags, program, the program's own arguments. */
  readonly command: readonly string[]
  readonly launch: Launch
}

function createPlatform({ tools, port, host, command, launch }: ProcessPlatform): Platform {
  const { directory, reaper, signal } = launch
  let quota: ReplicaQuota | undefined
  const run = (name: string, { env, preload, onMessage }: ReplicaRun) => {
    const preloads =
      preload === undefined ? [] : ['--import', new URL(`../../replicas/${preload}`, import.meta.url).href]
    const args = [...preloads, ...command]
    return spawnChild({ name, command: process.execPath, args, env, onMessage }, launch)
  }
  return {
    launcher: 'processes',
    versions: { nginx: tools.nginx.version, redis: tools.redis.version },
    database: join(directory, 'lab.sqlite'),
    ownHost: loopback,
    startRedis: (keepsFile) => startRedis(tools.redis, { keepsFile }, launch),
    startRedisPair: (keepsFile) => startRedisPair(tools.redis, keepsFile, launch),
    startQuota: async (cpus) => {
      quota = await createQuota(cpus, launch)
      return quota
    },
    startIdleFiller: () => startIdleFiller(launch),
    createFillerLoad: () => createFillerLoad(quota, launch),
    makeCertificate: () => makeCertificate(directory),
    startReplica: (name, variables, peerDirectory) => {
      let pid = 0
      const runThis = async (replica: ReplicaRun) => {
        const child = run(name, replica)
        pid = child.pid
        return child
      }
      const onReady = async () => quota?.apply(name, pid) // The quota does not slow down its start.
      return startReplica({ name, host: loopback, variables, peerDirectory, run: runThis, onReady, signal })
    },
    startNginx: (upstreams) => startNginx(tools.nginx, { port, host }, upstreams, launch),
    clear: async () => {
      await reaper.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
