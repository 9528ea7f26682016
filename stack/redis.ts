/** One redis-server of the stack's own: on a free loopback port, its data in the run folder, no configuration file. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Child, type Launch, spawnChild } from './child.ts'
import { loopback, onFreePort } from './port.ts'
import { until, whenReady } from './readiness.ts'
import { type Tool, toolEnvironment } from './tool.ts'

/** A running redis-server. */
export interface RedisPart {
  /** E.g. `redis://127.0.0.1:41231`. */
  readonly url: string
  stop(): Promise<void>
}

/** Starts Redis with an append-only file, so that the death of the process alone loses nothing. */
export async function startRedis(tool: Tool, launch: Launch): Promise<RedisPart> {
  const data = join(launch.directory, 'redis')
  await mkdir(data)
  return onFreePort(async (port) => {
    const child = spawnChild(
      {
        name: 'redis-server',
        command: tool.path,
        args: ['--bind', loopback, '--port', `${port}`, '--dir', data, '--appendonly', 'yes', '--save', ''],
        env: toolEnvironment(tool),
      },
      launch,
    )
    await whenReady(child, (signal) => until(() => saysReady(child), signal), {
      timeoutMs: 10_000,
      signal: launch.signal,
    })
    return { url: `redis://${loopback}:${port}`, stop: () => child.stop('SIGTERM', 2000) }
  })
}

// Its own words, since whoever answers on the port could also be somebody else's Redis.
function saysReady(child: Child): boolean {
  return child.output().includes('Ready to accept connections')
}
