/** One redis-server of the stack's own: on a free loopback port, its data in the run folder, no configuration file. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Child, type Launch, spawnChild } from './child.ts'
import { cpuMicrosOf } from './cpu-time.ts'
import { createPart } from './part.ts'
import { loopback, onFreePort } from './port.ts'
import { until, whenReady } from './readiness.ts'
import type { Part } from './stack.ts'
import { type Tool, toolEnvironment } from './tool.ts'

/** A running redis-server. */
export interface RedisPart extends Part {
  /** `host:port` */
  readonly address: string
  readonly cpuMicros: () => number | undefined
}

export interface RedisOptions {
  /** Names its log and its folder. Default: `redis-server`. */
  readonly name?: string
  /** With an append-only file the death of the process alone loses nothing, without one it loses all. */
  readonly keepsFile: boolean
  /** Asked at each start, also when it comes back: whose copy it is to keep; undefined where it is nobody's. */
  readonly copyOf?: (own: string) => Promise<string | undefined>
}

/** Starts Redis; resolves when it accepts connections. */
export async function startRedis(tool: Tool, options: RedisOptions, launch: Launch): Promise<RedisPart> {
  const { name = 'redis-server', keepsFile, copyOf } = options
  const data = join(launch.directory, name)
  await mkdir(data)
  let pid = 0
  const run = async (port: number): Promise<Child> => {
    const listens = ['--bind', loopback, '--port', `${port}`]
    // Written before it is acknowledged, which survives the death of the process. By default (everysec) a write is held
    // back while the disk is busy with an earlier one, and then dies with the process although it was acknowledged.
    const keeps = ['--dir', data, '--appendonly', keepsFile ? 'yes' : 'no', '--appendfsync', 'no', '--save', '']
    const original = await copyOf?.(`${loopback}:${port}`)
    const copies = original === undefined ? [] : ['--replicaof', ...original.split(':')]
    const args = [...listens, ...keeps, ...copies, '--repl-diskless-sync-delay', '0'] // no more copies are to come
    const child = spawnChild({ name, command: tool.path, env: toolEnvironment(tool), args }, launch)
    const isReady = (signal: AbortSignal) => until(() => saysReady(child), signal)
    await whenReady(child, isReady, { timeoutMs: 10_000, signal: launch.signal })
    pid = child.pid
    return child
  }
  return onFreePort(async (port) => ({
    address: `${loopback}:${port}`,
    cpuMicros: () => cpuMicrosOf(pid),
    ...createPart(await run(port), () => run(port)),
  }))
}

// Its own words, since whoever answers on the port could also be somebody else's Redis.
function saysReady(child: Child): boolean {
  return child.output().includes('Ready to accept connections')
}
