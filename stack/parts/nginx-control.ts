/** Controls a running nginx, in a process or a container: new configurations, and its access log. */
import { open, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAccessLine } from '../../loadbalancer/access-log.ts'
import type { LoadBalancer } from '../../loadbalancer/render.ts'
import type { Retry } from '../stack.ts'
import { until, type WaitLimits, whenReady } from './readiness.ts'
import type { RunningPart } from './running-part.ts'

/** The servers of nginx's upstreams, which change while nginx runs. */
export type UpstreamServers = LoadBalancer['replicas']

/** nginx's upstreams: replicas, modes, the dashboard's server. */
export type Upstreams = { readonly replicas: UpstreamServers } & Pick<LoadBalancer, 'modes' | 'dashboard' | 'tls'>

/** The load balancer of a stack. */
export interface LoadBalancerPart {
  readonly origin: string
  readonly accessLog: string
  /** CPU time used so far, µs. Absent where the launcher cannot read it. */
  readonly cpuMicros?: (() => number | undefined) | undefined
  /** Reloads nginx with these servers; resolves when the new configuration is in force. */
  balance(servers: UpstreamServers): Promise<void>
  flushAccessLog(): Promise<void>
  retries(): Promise<readonly Retry[]>
  stop(): Promise<void>
}

/** A running nginx, as its launcher provides it. */
export interface RunningNginx {
  readonly nginx: RunningPart
  readonly origin: string
  readonly accessLog: string
  readonly cpuMicros?: () => number | undefined
  /** Makes nginx load a configuration; `/healthz` returns its revision. */
  configure(servers: UpstreamServers, revision: number): Promise<void>
  readonly limits: WaitLimits
}

/** The revision of the configuration that nginx starts with. */
export const firstRevision = 1

/** Wraps a running nginx as the load balancer of a stack. */
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
    balance: async (servers) => {
      revision += 1
      await configure(servers, revision)
      const isInForce = (signal: AbortSignal) => until(() => hasRevision(origin, revision), signal)
      await whenReady(nginx, isInForce, limits)
      await sleep(overlapMs)
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

/** nginx starts new workers, waits 100 ms, and only then stops the old ones from accepting (ngx_process_cycle.c). */
const overlapMs = 150

/** An old worker can accept a connection after new ones have started, so five answers in a row must have the revision. */
async function hasRevision(origin: string, revision: number): Promise<boolean> {
  for (let request = 0; request < 5; request += 1) {
    const answer = await fetch(`${origin}/healthz`, { headers: { connection: 'close' } })
    const health = (await answer.json()) as { revision?: number }
    if (health.revision !== revision) return false
  }
  return true
}

/** Makes nginx reopen its logs, which flushes its buffers, and waits until the file stops growing. */
async function flush(nginx: RunningPart, accessLog: string): Promise<void> {
  await nginx.signal('SIGUSR1')
  const quietMs = 300 // The master forwards the signal to the worker, which takes time on a busy machine.
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
