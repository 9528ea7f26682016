/** nginx as a process: the rendered configuration and its logs in the folder that stays, the rest in the run folder. */
import { existsSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderNginxConf } from '../../loadbalancer/render.ts'
import { cpuMicrosOf } from '../cpu/cpu-time.ts'
import { type Launch, spawnChild } from '../launchers/processes/child.ts'
import { type Tool, toolEnvironment } from '../toolchain/tool.ts'
import { isAtLeast } from '../toolchain/version.ts'
import {
  createLoadBalancer,
  firstRevision,
  type LoadBalancerPart,
  type UpstreamServers,
  type Upstreams,
} from './nginx-control.ts'
import { loopback, onFreePort } from './port.ts'
import { isServed, until, whenReady } from './readiness.ts'

/** Starts nginx in front of the replicas, on `port` of `host`, or on a free one of loopback; resolves when it answers. */
export async function startNginx(
  tool: Tool,
  { port, host = loopback }: { readonly port?: number | undefined; readonly host?: string | undefined },
  upstreams: Upstreams,
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
    const origin = `${upstreams.tls ? 'https' : 'http'}://${host === '0.0.0.0' ? loopback : host}:${listenPort}`
    const write = (replicas: UpstreamServers, revision: number) => {
      const runAsRoot = process.getuid?.() === 0
      const listen = `${host}:${listenPort}`
      const conf = renderNginxConf({ ...upstreams, listen, replicas, directory, runAsRoot, revision })
      return writeFile(configuration, conf)
    }
    await write(upstreams.replicas, firstRevision)
    const args = ['-p', directory, '-c', configuration, ...errorLogArgs(tool, join(directory, 'error.log'))]
    const nginx = spawnChild({ name: 'nginx', command: tool.path, args, env: toolEnvironment(tool) }, launch)
    // The pid file says that the port is ours: nginx writes it after binding, which it tries for seconds. The replicas are
    // known to be ready; asking for them here would leave lines in the access log, which is for the clients' requests.
    const isUp = async () => existsSync(join(directory, 'nginx.pid')) && (await isServed(`${origin}/healthz`))
    const limits = { timeoutMs: 10_000, signal: launch.signal }
    await whenReady(nginx, (signal) => until(isUp, signal), limits)
    const configure = async (rotation: UpstreamServers, revision: number) => {
      await write(rotation, revision)
      await nginx.signal('SIGHUP')
    }
    const cpuMicros = () => cpuMicrosOf(nginx.pid)
    return createLoadBalancer({ nginx, origin, accessLog, cpuMicros, configure, limits })
  }
  return port === undefined ? onFreePort(start) : start(port)
}

// Before 1.19.5 there is no such option: nginx then only warns where the compiled-in log may not be written.
function errorLogArgs({ version }: Tool, file: string): readonly string[] {
  return isAtLeast(version, '1.19.5') ? ['-e', file] : []
}
