/** nginx as a process: the rendered configuration in the run folder, its logs in the folder that stays. */
import { existsSync } from 'node:fs'
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { renderNginxConf } from '../loadbalancer/render.ts'
import type { Mode } from '../modes.ts'
import { type Child, type Launch, spawnChild } from './child.ts'
import { loopback, onFreePort } from './port.ts'
import { isServed, until, whenReady } from './readiness.ts'
import type { ReplicaHandle } from './stack.ts'
import { type Tool, toolEnvironment } from './tool.ts'
import { isAtLeast } from './version.ts'

/** A running nginx. */
export interface LoadBalancerPart {
  readonly origin: string
  readonly accessLog: string
  flushAccessLog(): Promise<void>
  stop(): Promise<void>
}

/** Starts nginx in front of the replicas, on `port` or on a free one; resolves when it answers. */
export async function startLoadBalancer(
  tool: Tool,
  port: number | undefined,
  behind: { readonly replicas: readonly ReplicaHandle[]; readonly modes: readonly Mode[] },
  launch: Launch,
): Promise<LoadBalancerPart> {
  const directory = join(launch.directory, 'nginx')
  const accessLog = join(launch.logs, 'access.log')
  await mkdir(directory)
  await writeFile(accessLog, '') // Perhaps that of an earlier stack.
  await symlink(accessLog, join(directory, 'access.log'))
  await symlink(join(launch.logs, 'nginx.log'), join(directory, 'error.log'))

  const start = async (listenPort: number): Promise<LoadBalancerPart> => {
    const configuration = join(launch.logs, 'nginx.conf')
    await writeFile(
      configuration,
      renderNginxConf({
        listen: `${loopback}:${listenPort}`,
        replicas: behind.replicas.map(({ name, origin }) => ({ name, address: new URL(origin).host })),
        modes: behind.modes,
        directory,
        runAsRoot: process.getuid?.() === 0,
      }),
    )
    const args = ['-p', directory, '-c', configuration, ...errorLogArgs(tool, join(directory, 'error.log'))]
    const child = spawnChild({ name: 'nginx', command: tool.path, args, env: toolEnvironment(tool) }, launch)
    const origin = `http://${loopback}:${listenPort}`
    // The pid file says that the port is ours: nginx writes it after binding, which it tries for seconds. The replicas are
    // known to be ready; asking for them here would leave lines in the access log, which is for the clients' requests.
    const isUp = async () => existsSync(join(directory, 'nginx.pid')) && (await isServed(`${origin}/healthz`))
    await whenReady(child, (signal) => until(isUp, signal), { timeoutMs: 10_000, signal: launch.signal })
    return {
      origin,
      accessLog,
      flushAccessLog: () => flush(child, accessLog),
      stop: () => child.stop('SIGQUIT', 2000),
    }
  }
  return port === undefined ? onFreePort(start) : start(port)
}

// Before 1.19.5 there is no such option: nginx then only warns where the compiled-in log may not be written.
function errorLogArgs({ version }: Tool, file: string): readonly string[] {
  return isAtLeast(version, '1.19.5') ? ['-e', file] : []
}

/** Makes nginx reopen its logs, which writes out its buffers, and waits until the file has stopped growing. */
async function flush(nginx: Child, accessLog: string): Promise<void> {
  nginx.signal('SIGUSR1')
  const quietMs = 300 // The worker hears of it through the master, on a busy machine not at once.
  let before = -1
  let { size } = await stat(accessLog)
  while (size !== before) {
    await sleep(quietMs)
    before = size
    size = (await stat(accessLog)).size
  }
}
