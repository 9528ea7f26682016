/** nginx as a process: its configuration and logs in the logs folder, everything else in the run folder. */
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

/** Starts nginx on `port` of `host`, by default on a free loopback port; resolves when it answers. */
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
  await writeFile(accessLog, '') // An earlier stack may have used the same folder.
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
    // nginx writes its pid file after it has bound the port, which it retries for seconds; without the file, another server
    // could answer. No request goes to the replicas here, since the access log must contain clients' requests only.
    const isUp = async () => existsSync(join(directory, 'nginx.pid')) && (await isServed(`${origin}/healthz`))
    const limits = { timeoutMs: 10_000, signal: launch.signal }
    await whenReady(nginx, (signal) => until(isUp, signal), limits)
    const configure = async (servers: UpstreamServers, revision: number) => {
      await write(servers, revision)
      await nginx.signal('SIGHUP')
    }
    const cpuMicros = () => cpuMicrosOf(nginx.pid)
    return createLoadBalancer({ nginx, origin, accessLog, cpuMicros, configure, limits })
  }
  return port === undefined ? onFreePort(start) : start(port)
}

// nginx before 1.19.5 lacks the option; it only prints a warning where it cannot write to its compiled-in log.
function errorLogArgs({ version }: Tool, file: string): readonly string[] {
  return isAtLeast(version, '1.19.5') ? ['-e', file] : []
}
