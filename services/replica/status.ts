/** The status pages: a separate server, on a port to which the load balancer does not forward. */

import { performance } from 'node:perf_hooks'
import Fastify, { type FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { hashesComputed } from '../database/password-hash.ts'
import type { AgeCounts, ReplicationStatus, StoreStatus, TokenCacheStatus } from '../strategies/strategy.ts'
import type { RunningMode } from './app.ts'
import { watchEventLoop } from './event-loop-delay.ts'

/** `GET /status`. Times are totals since the start, so that a reader can take differences. */
export interface ReplicaStatus {
  readonly replica: string
  readonly pid: number
  /** Start time, ms since 1970 by its own clock: identifies the process, since pids are often equal in containers. */
  readonly startedAtMs: number
  readonly uptimeSeconds: number
  readonly cpuMicros: { readonly user: number; readonly system: number }
  readonly memoryBytes: { readonly rss: number; readonly heapUsed: number }
  /** Share of time the event loop was busy, 0–1, since the start. */
  readonly eventLoopUtilization: number
  /** How late timers fired, µs: counts since the start. */
  readonly eventLoopDelayMicros: AgeCounts
  readonly modes: Readonly<Record<string, ModeStatus>>
}

/** One mode on the status page. */
export interface ModeStatus {
  readonly strategy: string
  readonly sessions: number | null
  /** Present if sessions are copied to other replicas. */
  readonly replication?: ReplicationStatus
  /** Present if the strategy has a store. */
  readonly store?: StoreStatus
  /** Present if verified tokens are remembered. */
  readonly tokenCache?: TokenCacheStatus
}

/** Builds the status server; it does not listen. */
export function buildStatusApp(replica: string, modes: ReadonlyMap<string, RunningMode>): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true })
  const metrics = createMetrics(replica, modes)
  const eventLoopDelay = watchEventLoop()
  app.get('/status', async () => readStatus(replica, modes, eventLoopDelay()))
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  return app
}

function readStatus(
  replica: string,
  modes: ReadonlyMap<string, RunningMode>,
  eventLoopDelayMicros: AgeCounts,
): ReplicaStatus {
  const { rss, heapUsed } = process.memoryUsage()
  const entries = [...modes].map(([mode, running]): [string, ModeStatus] => {
    const [replication, store, tokenCache] = [running.replication(), running.storeTraffic(), running.tokenCache()]
    const { strategy } = running
    return [
      mode,
      {
        strategy,
        sessions: running.sessionsHeld(),
        ...(replication && { replication }),
        ...(store && { store }),
        ...(tokenCache && { tokenCache }),
      },
    ]
  })
  return {
    replica,
    pid: process.pid,
    startedAtMs: performance.timeOrigin,
    uptimeSeconds: process.uptime(),
    cpuMicros: process.cpuUsage(),
    memoryBytes: { rss, heapUsed },
    eventLoopUtilization: performance.eventLoopUtilization().utilization,
    eventLoopDelayMicros,
    modes: Object.fromEntries(entries),
  }
}

function createMetrics(replica: string, modes: ReadonlyMap<string, RunningMode>): Registry {
  const register = new Registry()
  register.setDefaultLabels({ replica })
  collectDefaultMetrics({ register })
  new Gauge({
    name: 'lab_sessions_held',
    help: 'Sessions in the memory of this replica.',
    labelNames: ['mode', 'strategy'],
    registers: [register],
    collect() {
      for (const [mode, { strategy, sessionsHeld }] of modes) {
        const sessions = sessionsHeld()
        if (sessions !== null) this.set({ mode, strategy }, sessions)
      }
    },
  })
  new Counter({
    name: 'lab_password_hashes_total',
    help: 'Password hashes computed by this replica.',
    registers: [register],
    collect() {
      this.reset()
      this.inc(hashesComputed())
    },
  })
  return register
}
