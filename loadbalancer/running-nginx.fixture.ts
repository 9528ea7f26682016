/** A real nginx with the rendered configuration, in front of three tiny replicas. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { findTools } from '../stack/toolchain/toolchain.ts'
import { isAtLeast } from '../stack/toolchain/version.ts'
import { type AccessRecord, parseAccessLine } from './access-log.ts'
import type { LoadBalancer } from './load-balancer.ts'
import { type Policy, type PolicyName, policies } from './registry.ts'
import { renderNginxConf } from './render.ts'
import { type Seen, startTinyReplica, type TinyReplica } from './tiny-replica.fixture.ts'

export interface RunningNginx {
  readonly port: number
  readonly replicas: readonly TinyReplica[]
  /** The requests that the replicas have executed, in order; a test may empty it. */
  readonly seen: Seen[]
  send(path: string, init?: RequestInit): Promise<Answer>
  /** How many requests of `seen` each replica has executed. */
  countByReplica(): Record<string, number>
  /** Stops nginx, which completes its access log, and all replicas; returns the log. */
  stop(): Promise<readonly AccessRecord[]>
}

interface Answer {
  readonly status: number
  /** The replica that answered; null if nginx answered itself. */
  readonly replica: string | null
  /** The values of `Set-Cookie`. */
  readonly cookie: string | null
  /** The reason, if the response is a problem document. */
  readonly reason?: string
}

/** Waits until nginx uses a failed replica again: `fail_timeout` is one second, and nginx counts whole seconds. */
export const forgiven = () => sleep(2100)

const policyNames = Object.keys(policies) as PolicyName[]

/** The nginx binaries for tests: the one that the lab finds, and a newer one at the path in LAB_NEWER_NGINX. */
export const nginxKinds = [
  { kind: 'the nginx that is found', binary: undefined, isThere: true },
  {
    kind: 'a newer nginx (LAB_NEWER_NGINX)',
    binary: process.env['LAB_NEWER_NGINX'],
    isThere: Boolean(process.env['LAB_NEWER_NGINX']),
  },
]

/** Starts `replica-1`, `replica-2`, `replica-3` and nginx (by default the one that the lab finds), all on free ports. */
export function startNginx(modes: LoadBalancer['modes'], binary?: string): Promise<RunningNginx> {
  return startNginxWith((around) => renderNginxConf({ ...around, modes }), binary)
}

/** The same with the test's own configuration, which must answer `/healthz`. */
export async function startNginxWith(
  render: (around: Omit<LoadBalancer, 'modes'> & { readonly directory: string }) => string,
  binary?: string,
): Promise<RunningNginx> {
  const { path, environment } = await findNginx(binary)
  const directory = await mkdtemp(join(tmpdir(), 'load balancer '))
  const seen: Seen[] = []
  const replicas = await Promise.all(
    ['replica-1', 'replica-2', 'replica-3'].map((name) => startTinyReplica(name, seen)),
  )
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`

  const conf = render({ listen: `127.0.0.1:${port}`, replicas, ...asProcessIn(directory) })
  await writeFile(join(directory, 'nginx.conf'), conf)
  const nginx = spawn(path, argumentsFor(directory), { env: environment, stdio: 'inherit' })
  const ended = once(nginx, 'exit')
  await vi.waitFor(() => fetch(`${origin}/healthz`), { timeout: 5000 })

  return {
    port,
    replicas,
    seen,
    send: async (path, init) => toAnswer(await fetch(origin + path, init)),
    countByReplica: () => count(seen.map(({ replica }) => replica)),
    async stop() {
      nginx.kill('SIGQUIT')
      await ended
      await Promise.all(replicas.map((replica) => replica.stop()))
      const log = await readFile(join(directory, 'access.log'), 'utf8').catch(() => '') // a test's own configuration may write no log
      const lines = log.split('\n').filter(Boolean)
      await rm(directory, { recursive: true })
      return lines.map(parseAccessLine)
    },
  }
}

/**
 * Returns the output of `nginx -t` for a configuration. Rejects if nginx does not accept it.
 *
 * @param render - renders the configuration for a folder that nginx can write to
 * @param binary - path of nginx; default: the one that the lab finds
 */
export async function checkConfiguration(
  render: (own: ReturnType<typeof asProcessIn>) => string,
  binary?: string,
): Promise<string> {
  const { path, environment } = await findNginx(binary)
  const directory = await mkdtemp(join(tmpdir(), 'load balancer '))
  try {
    await writeFile(join(directory, 'nginx.conf'), render(asProcessIn(directory)))
    const { stderr } = await promisify(execFile)(path, ['-t', ...argumentsFor(directory)], { env: environment })
    return stderr
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function findNginx(binary?: string) {
  const { path, libraryPath } = (await findTools({ nginx: binary })).nginx
  return { path, environment: libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath } }
}

/** The policies that an nginx version supports. */
export async function policiesOf(binary?: string): Promise<readonly PolicyName[]> {
  const { version } = (await findTools({ nginx: binary })).nginx
  return policyNames.filter((name) => {
    const { since }: Policy = policies[name]
    return since === undefined || isAtLeast(version, since)
  })
}

const asProcessIn = (directory: string) => ({ directory, runAsRoot: process.getuid?.() === 0 })

function argumentsFor(directory: string): string[] {
  return ['-p', directory, '-e', join(directory, 'error.log'), '-c', join(directory, 'nginx.conf')]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function toAnswer(response: Response): Promise<Answer> {
  const body = await response.text()
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  return {
    status: response.status,
    replica: response.headers.get('x-replica'),
    cookie: response.headers.get('set-cookie'),
    ...(isProblem && { reason: JSON.parse(body).reason }),
  }
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
