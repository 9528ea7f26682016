/** The launcher `processes`: Redis, replicas and nginx as processes of this machine, on loopback and free ports. */
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { assemble, type Ground, type LauncherOptions } from './assemble.ts'
import { type Launch, spawnChild } from './child.ts'
import { startGuard } from './guard.ts'
import { startNginx } from './nginx.ts'
import { planModes } from './plan.ts'
import { loopback, requireFreePort } from './port.ts'
import { startRedis } from './redis.ts'
import { type ReplicaRun, startReplica } from './replica.ts'
import type { Stack, Topology } from './stack.ts'
import type { Tools } from './toolchain.ts'

export interface ProcessesOptions extends LauncherOptions {
  readonly tools: Tools
  /** What runs as a replica: any program that speaks the replica's contract. Default: `services/replica/main.ts`. */
  readonly replicaProgram?: string | undefined
}

/**
 * Starts a whole stack, and nothing of it remains where a part fails. All is ended with this process, however it ends.
 * Throws `ERR_BAD_TOPOLOGY`, `ERR_PORT_IN_USE`, `ERR_PART_FAILED`, or the signal's reason.
 */
export async function startProcesses(topology: Topology, options: ProcessesOptions): Promise<Stack> {
  const { tools, port, signal = new AbortController().signal } = options
  const logs = resolve(options.logs)
  const program = resolve(options.replicaProgram ?? join(import.meta.dirname, '..', 'services', 'replica', 'main.ts'))
  const modes = planModes(topology, { logs, replicaProgram: program, port, nginx: tools.nginx })
  if (port !== undefined) await requireFreePort(port)
  signal.throwIfAborted()

  return assemble(topology, modes, options, async (onEnd) => {
    const guard = startGuard()
    const directory = mkdtempSync(join(tmpdir(), 'session-lab-'))
    guard.tell({ remove: directory })
    return ground({ tools, port, program, launch: { directory, logs, guard, signal, onEnd } })
  })
}

interface ThisMachine {
  readonly tools: Tools
  readonly port: number | undefined
  readonly program: string
  readonly launch: Launch
}

function ground({ tools, port, program, launch }: ThisMachine): Ground {
  const { directory, guard, signal } = launch
  const run = (name: string, { env, preload, onMessage }: ReplicaRun) => {
    const args = preload === undefined ? [program] : ['--import', new URL(preload, import.meta.url).href, program]
    return spawnChild({ name, command: process.execPath, args, env, onMessage }, launch)
  }
  return {
    launcher: 'processes',
    versions: { nginx: tools.nginx.version, redis: tools.redis.version },
    database: join(directory, 'lab.sqlite'),
    proxyHost: loopback,
    startRedis: (keepsFile) => startRedis(tools.redis, keepsFile, launch),
    startReplica: (name, variables, membership) => {
      const runThis = async (replica: ReplicaRun) => run(name, replica)
      return startReplica({ name, host: loopback, variables, membership, run: runThis, signal })
    },
    startNginx: (behind) => startNginx(tools.nginx, port, behind, launch),
    clear: async () => {
      await guard.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
