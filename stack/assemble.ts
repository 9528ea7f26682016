/** Assembles a stack from its parts, back to front, and takes it down again: the same, whatever the parts run as. */
import { randomBytes } from 'node:crypto'
import type { Mode } from '../modes.ts'
import { needsPeers, strategies } from '../services/strategies/registry.ts'
import { partCpuMicros } from './cpu/cpu-time.ts'
import type { FillerLoad } from './cpu/filler-load.ts'
import type { IdleFiller } from './cpu/idle-filler.ts'
import type { Certificate } from './parts/certificate.ts'
import type { LoadBalancerPart, UpstreamServers, Upstreams } from './parts/nginx-control.ts'
import type { RunningPair } from './parts/redis-pair.ts'
import { startStore } from './parts/store.ts'
import { createPeerDirectory, type PeerDirectory } from './replicas/peer-directory.ts'
import { createReplicaSet, upstreamServersOf } from './replicas/replica-set.ts'
import { waitForSync } from './replicas/wait-for-sync.ts'
import type { CpuQuota, LauncherName, Part, Replica, Stack, TokenSettings, Topology } from './stack.ts'
import { createLinks, type Links, linkedPeerDirectory } from './toxiproxy/links.ts'

/** A running redis-server. */
export interface RedisPart extends Part {
  /** `host:port` */
  readonly address: string
  /** Processor time that it has used; absent where the launcher cannot tell. */
  readonly cpuMicros?: () => number | undefined
  /** What its data take of its memory; absent where the launcher cannot ask. */
  readonly dataBytes?: () => Promise<number | undefined>
}

/** What parts run on, and how each is started; whatever is started resolves when it is ready. */
export interface Platform {
  readonly launcher: LauncherName
  readonly versions: { readonly nginx: string; readonly redis: string }
  /** Path of the SQLite file, as replicas see it. */
  readonly database: string
  /** An address of this process that parts can reach: where proxies of links listen, and the live page's server. */
  readonly ownHost: string
  startRedis(keepsFile: boolean): Promise<RedisPart>
  /** Absent where there can be none. */
  readonly startRedisPair?: (keepsFile: boolean) => Promise<RunningPair>
  /** Limits the replicas that are started from then on, or says why not. */
  startQuota(cpus: number): Promise<CpuQuota & { readonly close?: () => Promise<void> }>
  /** Absent where there can be none. */
  readonly startIdleFiller?: () => Promise<IdleFiller>
  /** For replicas that are limited by the quota which was started before; absent where there can be none. */
  readonly createFillerLoad?: () => FillerLoad
  /** What the load balancer proves by who it is; absent where it cannot. */
  readonly makeCertificate?: () => Promise<Certificate>
  startReplica(
    name: string,
    variables: Readonly<Record<string, string>>,
    peerDirectory: PeerDirectory | undefined,
  ): Promise<Replica>
  startNginx(upstreams: Upstreams): Promise<LoadBalancerPart>
  /** Ends what still runs, and removes what nobody needs any more. Clearing twice is harmless. */
  clear(): Promise<void>
}

/** What launchers take besides what is their own. */
export interface LauncherOptions {
  /** The folder for the parts' logs and nginx.conf; made where it is missing, and stays. */
  readonly logs: string
  /** Where the load balancer listens. Default: what is free. */
  readonly port?: number | undefined
  /**
   * Has the live page's server listen at an address of this process, and resolves to where, e.g. `127.0.0.1:41234`; the load
   * balancer serves it below `/lab/`.
   */
  readonly listenDashboard?: ((host: string) => Promise<string>) | undefined
  /** Told what is being started, one line each. */
  readonly onProgress?: ((line: string) => void) | undefined
  /** Called when a part ends although nobody stopped it, e.g. with `replica-2 was killed by SIGKILL`. */
  readonly onPartEnd?: ((description: string) => void) | undefined
  /** Gives up starting; once all is up it is for whoever uses the stack to heed it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Prepares the platform; `onEnd` is to be called when a part has ended although nobody stopped it. `starting` is aborted where
 * the start is given up, and never once all is up: what a fault has ended can still be started again.
 */
export type PreparePlatform = (onEnd: (description: string) => void, starting: AbortSignal) => Promise<Platform>

/** Starts all parts on that platform; nothing of it remains where one of them fails. */
export async function assemble(
  topology: Topology,
  modes: readonly Mode[],
  { onProgress, onPartEnd, listenDashboard, signal }: LauncherOptions,
  prepare: PreparePlatform,
): Promise<Stack> {
  let isUp = false
  const starting = new AbortController()
  const giveUp = () => starting.abort(signal?.reason)
  signal?.addEventListener('abort', giveUp, { once: true })
  const platform = await prepare((description) => void (isUp && onPartEnd?.(description)), starting.signal)
  const links = createLinks(topology.links ?? [], platform.ownHost)
  const { launcher, versions } = platform

  try {
    const tls = topology.tls ? await platform.makeCertificate?.() : undefined
    const needsRedis = modes.some(({ strategy }) => strategies[strategy].needsRedis)
    if (needsRedis) onProgress?.(`starting Redis ${versions.redis}`)
    const store = needsRedis ? await startStore(platform, topology, links) : undefined

    const { cpuPerReplica } = topology
    const quota = cpuPerReplica === undefined ? undefined : await platform.startQuota(cpuPerReplica)
    const idleFiller = topology.sweep ? await platform.startIdleFiller?.() : undefined
    const fillerLoad = topology.sweep ? platform.createFillerLoad?.() : undefined

    onProgress?.(`starting ${topology.replicas} replicas`)
    const variables = variablesOf(topology, modes, platform.database, store?.url)
    const peerDirectory = membershipOf(topology, modes, links)
    const start = (number: number) => platform.startReplica(`replica-${number}`, variables, peerDirectory)
    const replicas = await Promise.all(Array.from({ length: topology.replicas }, (_, i) => start(i + 1)))

    onProgress?.(`starting nginx ${versions.nginx}`)
    const inRotation = await throughLinks(upstreamServersOf(replicas), links)
    const dashboard = await listenDashboard?.(platform.ownHost)
    const upstreams = { replicas: inRotation, modes, tls, ...(dashboard !== undefined && { dashboard }) }
    const loadBalancer = await platform.startNginx(upstreams)
    const balance = async (rotation: UpstreamServers) => loadBalancer.balance(await throughLinks(rotation, links))
    const onLeave = async (name: string) => {
      peerDirectory?.leave(name)
      await links.forget(name)
    }
    const formCluster = async (members: readonly Replica[]) => {
      if (peerDirectory === undefined) return
      peerDirectory.keepTo(members.map(({ name }) => name))
      await waitForSync(members)
    }
    const onUnused = async (unused: readonly Replica[]) => fillerLoad?.fillFor(unused.map(({ name }) => name))
    const rotation = createReplicaSet(replicas, { start, balance, onLeave, formCluster, onUnused })
    isUp = true
    signal?.removeEventListener('abort', giveUp)

    // From the front to the back, so that no request meets a part that is gone already.
    const stop = async () => {
      isUp = false
      await Promise.all([idleFiller?.stop(), fillerLoad?.stop()])
      await loadBalancer.stop()
      await Promise.all(rotation.all.map((replica) => replica.stop()))
      await store?.stop()
      await quota?.close?.()
      await links.close()
      await platform.clear()
    }
    let stopped: Promise<void> | undefined
    return {
      launcher,
      origin: loadBalancer.origin,
      get replicas() {
        return rotation.replicas
      },
      ...(store?.redis && { redis: store.redis }),
      ...(store?.redisPair && { redisPair: store.redisPair }),
      ...(quota && { cpuQuota: quota }),
      storeBytes: async () => store?.redis?.dataBytes?.(),
      partCpuMicros: () => partCpuMicros({ loadBalancer, redis: store, idleFiller }),
      get links() {
        return links.all
      },
      addReplica: rotation.addReplica,
      removeReplica: rotation.removeReplica,
      useReplicas: rotation.useReplicas,
      drain: rotation.drain,
      reloadLoadBalancer: rotation.reload,
      versions: { nginx: versions.nginx, ...(store && { redis: versions.redis }) },
      accessLog: loadBalancer.accessLog,
      flushAccessLog: loadBalancer.flushAccessLog,
      retries: loadBalancer.retries,
      stop: () => (stopped ??= stop()),
    }
  } catch (error) {
    await links.close()
    await platform.clear()
    throw error
  }
}

function variablesOf(topology: Topology, modes: readonly Mode[], database: string, redis: string | undefined) {
  return {
    LAB_DATABASE: database,
    LAB_MODES: JSON.stringify(Object.fromEntries(modes.map(({ name, strategy }) => [name, strategy]))),
    LAB_SECRET: topology.secret ?? randomBytes(32).toString('base64url'),
    LAB_VIRTUAL_USERS: `${topology.virtualUsers.count}`,
    LAB_VIRTUAL_PASSWORD: topology.virtualUsers.password,
    ...(redis !== undefined && { LAB_REDIS: redis }),
    ...(topology.loginFailures !== undefined && { LAB_LOGIN_FAILURES: `${topology.loginFailures}` }),
    ...(topology.tls && { LAB_SECURE_COOKIES: '1' }),
    ...tokenVariables(topology),
  }
}

function membershipOf(topology: Topology, modes: readonly Mode[], links: Links): PeerDirectory | undefined {
  const talks = modes.some(({ strategy }) => needsPeers(strategies[strategy]))
  return talks ? linkedPeerDirectory(createPeerDirectory(topology.replicas), links) : undefined
}

async function throughLinks(rotation: UpstreamServers, links: Links): Promise<UpstreamServers> {
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
