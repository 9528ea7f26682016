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

/** Starts Redis; with an append-only file the death of the process alone loses nothing, without one it loses all. */
export async function startRedis(tool: Tool, keepsFile: boolean, launch: Launch): Promise<RedisPart> {
  const data = join(launch.directory, 'redis')
  await mkdir(data)
  let pid = 0
  const run = async (port: number): Promise<Child> => {
    const listens = ['--bind', loopback, '--port', `${port}`]
    // Written before it is acknowledged, which survives the death of the process. By default (everysec) a write is held
    // back while the disk is busy with an earlier one, and then dies with the process although it was acknowledged.
    const keeps = ['--dir', data, '--appendonly', keepsFile ? 'yes' : 'no', '--appendfsync', 'no', '--save', '']
    const options = { name: 'redis-server', command: tool.path, env: toolEnvironment(tool) }
    const child = spawnChild({ ...options, args: [...listens, ...keeps] }, launch)
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
