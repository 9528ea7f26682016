/** nginx as a process: the rendered configuration in the run folder, its logs in the folder that stays. */
import { existsSync } from 'node:fs'
import { mkdir, open, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAccessLine } from '../loadbalancer/access-log.ts'
import { type LoadBalancer, renderNginxConf } from '../loadbalancer/render.ts'
import { type Child, type Launch, spawnChild } from './child.ts'
import { cpuMicrosOf } from './cpu-time.ts'
import { loopback, onFreePort } from './port.ts'
import { isServed, until, whenReady } from './readiness.ts'
import type { Retry } from './stack.ts'
import { type Tool, toolEnvironment } from './tool.ts'
import { isAtLeast } from './version.ts'

/** What changes while nginx runs. */
export type Rotation = LoadBalancer['replicas']

/** A running nginx. */
export interface LoadBalancerPart {
  readonly origin: string
  readonly accessLog: string
  readonly cpuMicros: () => number | undefined
  /** Makes nginx read its configuration anew, with these replicas; resolves when it is in force. */
  balance(rotation: Rotation): Promise<void>
  flushAccessLog(): Promise<void>
  retries(): Promise<readonly Retry[]>
  stop(): Promise<void>
}

/** Starts nginx in front of the replicas, on `port` of `host`, or on a free one of loopback; resolves when it answers. */
export async function startLoadBalancer(
  tool: Tool,
  { port, host = loopback }: { readonly port?: number | undefined; readonly host?: string | undefined },
  behind: { readonly replicas: Rotation } & Pick<LoadBalancer, 'modes' | 'dashboard'>,
  launch: Launch,
): Promise<LoadBalancerPart> {
  const directory = join(launch.directory, 'nginx')
  const accessLog = join(launch.logs, 'access.log')
  const configuration = join(launch.logs, 'nginx.conf')
  await mkdir(directory)
  await writeFile(accessLog, '') // Perhaps that of an earlier stack.
  await symlink(accessLog, join(directory, 'access.log'))
  await symlink(join(launch.logs, 'nginx.log'), join(directory, 'error.log'))

  const start = async (listenPort: number): Promise<LoadBalancerPart> => {
    const origin = `http://${host === '0.0.0.0' ? loopback : host}:${listenPort}`
    let revision = 1
    const configure = (replicas: Rotation) => {
      const runAsRoot = process.getuid?.() === 0
      const listen = `${host}:${listenPort}`
      const conf = renderNginxConf({ ...behind, listen, replicas, directory, runAsRoot, revision })
      return writeFile(configuration, conf)
    }
    await configure(behind.replicas)
    const args = ['-p', directory, '-c', configuration, ...errorLogArgs(tool, join(directory, 'error.log'))]
    const child = spawnChild({ name: 'nginx', command: tool.path, args, env: toolEnvironment(tool) }, launch)
    // The pid file says that the port is ours: nginx writes it after binding, which it tries for seconds. The replicas are
    // known to be ready; asking for them here would leave lines in the access log, which is for the clients' requests.
    const isUp = async () => existsSync(join(directory, 'nginx.pid')) && (await isServed(`${origin}/healthz`))
    const limits = { timeoutMs: 10_000, signal: launch.signal }
    await whenReady(child, (signal) => until(isUp, signal), limits)
    return {
      origin,
      accessLog,
      cpuMicros: () => cpuMicrosOf(child.pid),
      balance: async (rotation) => {
        revision += 1
        await configure(rotation)
        child.signal('SIGHUP')
        await whenReady(child, (signal) => until(() => inForce(origin, revision), signal), limits)
      },
      flushAccessLog: () => flush(child, accessLog),
      retries: async () => {
        await flush(child, accessLog)
        return retriesIn(accessLog)
      },
      stop: () => child.stop('SIGQUIT', 2000),
    }
  }
  return port === undefined ? onFreePort(start) : start(port)
}

/** Old workers may take a last connection after new ones have begun: so it counts when five in a row are answered by new. */
async function inForce(origin: string, revision: number): Promise<boolean> {
  for (let asked = 0; asked < 5; asked += 1) {
    const answer = await fetch(`${origin}/healthz`, { headers: { connection: 'close' } })
    const health = (await answer.json()) as { revision?: number }
    if (health.revision !== revision) return false
  }
  return true
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

async function retriesIn(accessLog: string): Promise<Retry[]> {
  const found: Retry[] = []
  const file = await open(accessLog)
  for await (const line of file.readLines()) {
    const { mode, method, time, attempts, retries } = parseAccessLine(line)
    if (retries > 0) found.push({ mode, method, atMs: time * 1_000, attempts: attempts.length })
  }
  return found
}
