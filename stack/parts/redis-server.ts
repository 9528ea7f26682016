/** A redis-server process: on a free loopback port, with its data in the run folder and without a configuration file. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { cpuMicrosOf } from '../cpu/cpu-time.ts'
import { type Child, type Launch, spawnChild } from '../launchers/processes/child.ts'
import type { Part } from '../stack.ts'
import { type Tool, toolEnvironment } from '../toolchain/tool.ts'
import { createPart } from './part.ts'
import { loopback, onFreePort } from './port.ts'
import { until, whenReady } from './readiness.ts'
import { redisDataBytes } from './redis-memory.ts'
import type { RunningPart } from './running-part.ts'

/** A running redis-server, in a process or a container. */
export interface RedisPart extends Part {
  /** `host:port` */
  readonly address: string
  /** CPU time used so far, µs. Absent where the launcher cannot read it. */
  readonly cpuMicros?: () => number | undefined
  /** Memory that the stored data use, in bytes. Absent where the launcher cannot read it. */
  readonly dataBytes?: () => Promise<number | undefined>
}

export interface RedisOptions {
  /** Names its log and its folder. Default: `redis-server`. */
  readonly name?: string
  /** Whether Redis writes an append-only file. With the file, a killed process loses nothing; without it, everything. */
  readonly keepsFile: boolean
  /** Called at every start and restart: returns the address of the primary to replicate, undefined for none. */
  readonly copyOf?: (own: string) => Promise<string | undefined>
}

/** Starts Redis; resolves when it accepts connections. */
export async function startRedis(tool: Tool, options: RedisOptions, launch: Launch): Promise<Required<RedisPart>> {
  const { name = 'redis-server', keepsFile, copyOf } = options
  const data = join(launch.directory, name)
  await mkdir(data)
  let pid = 0
  const run = async (port: number): Promise<Child> => {
    const primary = await copyOf?.(`${loopback}:${port}`)
    const replicaOf = primary === undefined ? [] : ['--replicaof', ...primary.split(':')]
    const replication = [...replicaOf, '--repl-diskless-sync-delay', '0'] // There is only one copy to wait for.
    const args = [...redisArguments({ host: loopback, port, data, keepsFile }), ...replication]
    const child = spawnChild({ name, command: tool.path, args, env: toolEnvironment(tool) }, launch)
    await whenRedisIsReady(child, launch.signal)
    pid = child.pid
    return child
  }
  return onFreePort(async (port) => ({
    address: `${loopback}:${port}`,
    cpuMicros: () => cpuMicrosOf(pid),
    dataBytes: () => redisDataBytes(`${loopback}:${port}`),
    ...createPart(await run(port), () => run(port)),
  }))
}

/** The arguments of redis-server, in a process or a container. */
export function redisArguments(where: { host: string; port: number; data: string; keepsFile: boolean }): string[] {
  // Protected mode would refuse every client but loopback; here the network decides which clients can connect.
  const network = ['--bind', where.host, '--port', `${where.port}`, '--protected-mode', 'no']
  // `appendfsync no` writes before the acknowledgement, which survives the death of the process. The default, everysec,
  // delays a write while the disk is busy with an earlier one; a killed process then loses an acknowledged write.
  const persistence = ['--appendonly', where.keepsFile ? 'yes' : 'no', '--appendfsync', 'no', '--save', '']
  return [...network, '--dir', where.data, ...persistence]
}

/** Reads Redis's own log line, since another Redis could answer on the port. */
export function whenRedisIsReady(redis: RunningPart, signal: AbortSignal): Promise<void> {
  const isReady = () => redis.output().includes('Ready to accept connections')
  return whenReady(redis, (over) => until(isReady, over), { timeoutMs: 10_000, signal })
}
