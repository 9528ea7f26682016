/** The launcher `processes`: Redis, replicas and nginx as processes of this machine, on loopback and free ports. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Mode } from '../modes.ts'
import { needsPeers, strategies } from '../services/strategies/registry.ts'
import { startBallast } from './ballast.ts'
import type { Launch } from './child.ts'
import { partCpuMicros } from './cpu-time.ts'
import { startGuard } from './guard.ts'
import { createLinks, type Links, linkedMembership } from './links.ts'
import { type Rotation, startLoadBalancer } from './load-balancer.ts'
import { createMembership, type Membership } from './membership.ts'
import { planModes } from './plan.ts'
import { requireFreePort } from './port.ts'
import { createQuota } from './quota.ts'
import { startReplica } from './replica.ts'
import { createRotation, rotationOf } from './rotation.ts'
import type { Stack, TokenSettings, Topology } from './stack.ts'
import { startStore } from './store.ts'
import type { Tools } from './toolchain.ts'

export interface ProcessesOptions {
  readonly tools: Tools
  /** The folder for the parts' logs and nginx.conf; made where it is missing, and stays. */
  readonly logs: string
  /** Where the load balancer listens. Default: a free port. */
  readonly port?: number | undefined
  /** On which interface: loopback where absent, `0.0.0.0` for all. */
  readonly host?: string | undefined
  /** Where the live page's server listens; the load balancer serves it below `/lab/`. */
  readonly dashboard?: string | undefined
  /** What runs as a replica: any program that speaks the replica's contract. Default: `services/replica/main.ts`. */
  readonly replicaProgram?: string | undefined
  /** Told what is being started, one line each. */
  readonly onProgress?: ((line: string) => void) | undefined
  /** Called when a part ends although nobody stopped it, e.g. with `replica-2 was killed by SIGKILL`. */
  readonly onPartEnd?: ((description: string) => void) | undefined
  /** Gives up starting; what is up is for `stop`. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts a whole stack, and nothing of it remains where a part fails. All is ended with this process, however it ends.
 * Throws `ERR_BAD_TOPOLOGY`, `ERR_PORT_IN_USE`, `ERR_PART_FAILED`, or the signal's reason.
 */
export async function startProcesses(topology: Topology, options: ProcessesOptions): Promise<Stack> {
  const { tools, port, host, dashboard, onProgress, signal = new AbortController().signal } = options
  const logs = resolve(options.logs)
  const program = resolve(options.replicaProgram ?? join(import.meta.dirname, '..', 'services', 'replica', 'main.ts'))
  const modes = planModes(topology, { logs, replicaProgram: program, port, nginx: tools.nginx })
  if (port !== undefined) await requireFreePort(port)
  signal.throwIfAborted()

  const guard = startGuard()
  const directory = mkdtempSync(join(tmpdir(), 'session-lab-'))
  guard.tell({ remove: directory })
  let isUp = false
  const onEnd = (description: string) => void (isUp && options.onPartEnd?.(description))
  // Once all is up it is for whoever uses the stack to heed the signal: what a fault has ended can still be started again.
  const starting = new AbortController()
  const giveUp = () => starting.abort(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  const launch: Launch = { directory, logs, guard, signal: starting.signal, onEnd }
  const links = createLinks(topology.links ?? [])

  try {
    const needsRedis = modes.some(({ strategy }) => strategies[strategy].needsRedis)
    if (needsRedis) onProgress?.(`starting Redis ${tools.redis.version}`)
    const store = needsRedis ? await startStore(tools.redis, topology, links, launch) : undefined

    const { cpuPerReplica } = topology
    const quota = cpuPerReplica === undefined ? undefined : await createQuota(cpuPerReplica, launch)
    const ballast = topology.ballast ? await startBallast(launch) : undefined

    onProgress?.(`starting ${topology.replicas} replicas`)
    const variables = variablesOf(topology, modes, directory, store?.url)
    const membership = membershipOf(topology, modes, links)
    const start = (number: number) =>
      startReplica({ name: `replica-${number}`, program, variables, launch, membership, quota })
    const replicas = await Promise.all(Array.from({ length: topology.replicas }, (_, i) => start(i + 1)))

    onProgress?.(`starting nginx ${tools.nginx.version}`)
    const inRotation = await throughLinks(rotationOf(replicas), links)
    const behind = { replicas: inRotation, modes, ...(dashboard !== undefined && { dashboard }) }
    const loadBalancer = await startLoadBalancer(tools.nginx, { port, host }, behind, launch)
    const balance = async (rotation: Rotation) => loadBalancer.balance(await throughLinks(rotation, links))
    const onLeave = async (name: string) => {
      membership?.leave(name)
      await links.forget(name)
    }
    const rotation = createRotation(replicas, { start, balance, onLeave })
    isUp = true
    signal.removeEventListener('abort', giveUp)

    // From the front to the back, so that no request meets a part that is gone already.
    const stop = async () => {
      isUp = false
      await ballast?.stop()
      await loadBalancer.stop()
      await Promise.all(rotation.replicas.map((replica) => replica.stop()))
      await store?.stop()
      await quota?.close()
      await links.close()
      await guard.close()
      await rm(directory, { recursive: true, force: true })
    }
    let stopped: Promise<void> | undefined
    return {
      launcher: 'processes',
      origin: loadBalancer.origin,
      get replicas() {
        return rotation.replicas
      },
      ...(store?.redis && { redis: store.redis }),
      ...(store?.redisPair && { redisPair: store.redisPair }),
      ...(quota && { cpuQuota: quota }),
      partCpuMicros: () => partCpuMicros({ loadBalancer, redis: store, ballast }),
      get links() {
        return links.all
      },
      addReplica: rotation.addReplica,
      removeReplica: rotation.removeReplica,
      drain: rotation.drain,
      reloadLoadBalancer: rotation.reload,
      versions: { nginx: tools.nginx.version, ...(store && { redis: tools.redis.version }) },
      accessLog: loadBalancer.accessLog,
      flushAccessLog: loadBalancer.flushAccessLog,
      retries: loadBalancer.retries,
      stop: () => (stopped ??= stop()),
    }
  } catch (error) {
    await links.close()
    await guard.close()
    throw error
  }
}

function variablesOf(topology: Topology, modes: readonly Mode[], directory: string, redis: string | undefined) {
  return {
    LAB_DATABASE: join(directory, 'lab.sqlite'),
    LAB_MODES: JSON.stringify(Object.fromEntries(modes.map(({ name, strategy }) => [name, strategy]))),
    LAB_SECRET: topology.secret ?? randomBytes(32).toString('base64url'),
    LAB_VIRTUAL_USERS: `${topology.virtualUsers.count}`,
    LAB_VIRTUAL_PASSWORD: topology.virtualUsers.password,
    ...(redis !== undefined && { LAB_REDIS: redis }),
    ...(topology.loginFailures !== undefined && { LAB_LOGIN_FAILURES: `${topology.loginFailures}` }),
    ...tokenVariables(topology),
  }
}

function membershipOf(topology: Topology, modes: readonly Mode[], links: Links): Membership | undefined {
  const talks = modes.some(({ strategy }) => needsPeers(strategies[strategy]))
  return talks ? linkedMembership(createMembership(topology.replicas), links) : undefined
}

async function throughLinks(rotation: Rotation, links: Links): Promise<Rotation> {
  const route = (name: string, address: string) => links.route('replicas', 'load-balancer', name, address)
  return Promise.all(rotation.map(async (entry) => ({ ...entry, address: await route(entry.name, entry.address) })))
}

function tokenVariables(settings: TokenSettings): Record<string, string> {
  const named = {
    LAB_TOKEN_TTL_SECONDS: settings.tokenTtlSeconds,
    LAB_ACCESS_TTL_SECONDS: settings.accessTtlSeconds,
    LAB_CLOCK_TOLERANCE_SECONDS: settings.clockToleranceSeconds,
    LAB_TOKEN_ALGORITHM: settings.tokenAlgorithm,
  }
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]])),
  )
}
