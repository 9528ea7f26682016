/** One redis-server of the stack's own: on a free loopback port, its data in the run folder, no configuration file. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RedisPart } from '../assemble.ts'
import { cpuMicrosOf } from '../cpu/cpu-time.ts'
import { type Child, type Launch, spawnChild } from '../launchers/processes/child.ts'
import { type Tool, toolEnvironment } from '../toolchain/tool.ts'
import { createPart } from './part.ts'
import { loopback, onFreePort } from './port.ts'
import { until, whenReady } from './readiness.ts'
import { redisDataBytes } from './redis-memory.ts'
import type { RunningPart } from './running-part.ts'

export interface RedisOptions {
  /** Names its log and its folder. Default: `redis-server`. */
  readonly name?: string
  /** With an append-only file the death of the process alone loses nothing, without one it loses all. */
  readonly keepsFile: boolean
  /** Asked at each start, also when it comes back: whose copy it is to keep; undefined where it is nobody's. */
  readonly copyOf?: (own: string) => Promise<string | undefined>
}

/** Starts Redis; resolves when it accepts connections. */
export async function startRedis(tool: Tool, options: RedisOptions, launch: Launch): Promise<Required<RedisPart>> {
  const { name = 'redis-server', keepsFile, copyOf } = options
  const data = join(launch.directory, name)
  await mkdir(data)
  let pid = 0
  const run = async (port: number): Promise<Child> => {
    const original = await copyOf?.(`${loopback}:${port}`)
    const copies = original === undefined ? [] : ['--replicaof', ...original.split(':')]
    const copying = [...copies, '--repl-diskless-sync-delay', '0'] // no more copies are to come
    const args = [...redisArguments({ host: loopback, port, data, keepsFile }), ...copying]
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

/** What Redis is told, in a process or a container. */
export function redisArguments(where: { host: string; port: number; data: string; keepsFile: boolean }): string[] {
  // Protected mode would let in loopback alone: who can reach it else is the matter of the network that it is in.
  const listens = ['--bind', where.host, '--port', `${where.port}`, '--protected-mode', 'no']
  // Written before it is acknowledged, which survives the death of the process. By default (everysec) a write is held
  // back while the disk is busy with an earlier one, and then dies with the process although it was acknowledged.
  const keeps = ['--appendonly', where.keepsFile ? 'yes' : 'no', '--appendfsync', 'no', '--save', '']
  return [...listens, '--dir', where.data, ...keeps]
}

/** By its own words, since whoever answers on the port could also be somebody else's Redis. */
export function whenRedisIsReady(redis: RunningPart, signal: AbortSignal): Promise<void> {
  const saysReady = () => redis.output().includes('Ready to accept connections')
  return whenReady(redis, (over) => until(saysReady, over), { timeoutMs: 10_000, signal })
}
