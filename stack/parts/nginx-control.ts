/** What nginx does while it runs, whatever it runs as: new configurations, and an access log to be read. */
import { open, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAccessLine } from '../../loadbalancer/access-log.ts'
import type { LoadBalancer } from '../../loadbalancer/render.ts'
import type { Retry } from '../stack.ts'
import { type Limits, until, whenReady } from './readiness.ts'
import type { RunningPart } from './running-part.ts'

/** What changes while nginx runs. */
export type UpstreamServers = LoadBalancer['replicas']

/** What nginx stands in front of. */
export type Upstreams = { readonly replicas: UpstreamServers } & Pick<LoadBalancer, 'modes' | 'dashboard' | 'tls'>

/** nginx as the stack knows it. */
export interface LoadBalancerPart {
  readonly origin: string
  readonly accessLog: string
  /** Processor time that it has used; absent where the launcher cannot tell. */
  readonly cpuMicros?: (() => number | undefined) | undefined
  /** Makes nginx read its configuration anew, with these replicas; resolves when it is in force. */
  balance(rotation: UpstreamServers): Promise<void>
  flushAccessLog(): Promise<void>
  retries(): Promise<readonly Retry[]>
  stop(): Promise<void>
}

/** A running nginx, as its launcher knows it. */
export interface RunningNginx {
  readonly nginx: RunningPart
  readonly origin: string
  readonly accessLog: string
  readonly cpuMicros?: () => number | undefined
  /** Makes nginx read a configuration of the revision that `/healthz` is to tell. */
  configure(rotation: UpstreamServers, revision: number): Promise<void>
  readonly limits: Limits
}

/** The first configuration is the first revision. */
export const firstRevision = 1

/** The load balancer that this nginx is, once it is up. */
export function createLoadBalancer({
  nginx,
  origin,
  accessLog,
  cpuMicros,
  configure,
  limits,
}: RunningNginx): LoadBalancerPart {
  let revision = firstRevision
  return {
    origin,
    accessLog,
    cpuMicros,
    balance: async (rotation) => {
      revision += 1
      await configure(rotation, revision)
      const isInForce = (signal: AbortSignal) => until(() => inForce(origin, revision), signal)
      await whenReady(nginx, isInForce, limits)
      await sleep(bothAcceptMs)
      await whenReady(nginx, isInForce, limits)
    },
    flushAccessLog: () => flush(nginx, accessLog),
    retries: async () => {
      await flush(nginx, accessLog)
      return retriesIn(accessLog)
    },
    stop: () => nginx.stop('SIGQUIT', 2000),
  }
}

/** nginx starts new workers, waits for 100 ms, and only then tells the old ones to take no more connections (ngx_process_cycle.c). */
const bothAcceptMs = 150

/** Old workers may take a last connection after new ones have begun: so it counts when five in a row are answered by new. */
async function inForce(origin: string, revision: number): Promise<boolean> {
  for (let asked = 0; asked < 5; asked += 1) {
    const answer = await fetch(`${origin}/healthz`, { headers: { connection: 'close' } })
    const health = (await answer.json()) as { revision?: number }
    if (health.revision !== revision) return false
  }
  return true
}

/** Makes nginx reopen its logs, which writes out its buffers, and waits until the file has stopped growing. */
async function flush(nginx: RunningPart, accessLog: string): Promise<void> {
  await nginx.signal('SIGUSR1')
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
