/** Assembles a stack from its parts, back to front, and stops it again: the same steps on every platform. */
import { randomBytes } from 'node:crypto'
import type { Mode } from '../modes.ts'
import { needsPeers, strategies } from '../services/strategies/registry.ts'
import { partCpuMicros } from './cpu/cpu-time.ts'
import type { UpstreamServers } from './parts/nginx-control.ts'
import { startStore } from './parts/store.ts'
import type { LauncherOptions, PreparePlatform } from './platform.ts'
import { createPeerDirectory, type PeerDirectory } from './replicas/peer-directory.ts'
import { createReplicaSet, upstreamServersOf } from './replicas/replica-set.ts'
import { waitForSync } from './replicas/wait-for-sync.ts'
import type { Replica, Stack, TokenSettings, Topology } from './stack.ts'
import { stopAll } from './stop-all.ts'
import { createLinks, type Links, linkedPeerDirectory } from './toxiproxy/links.ts'

/** Starts all parts. Where one of them fails, everything that was started is ended, and the error is thrown. */
export async function assemble(
  topology: Topology,
  modes: readonly Mode[],
  { onProgress, onPartEnd, listenDashboard, signal }: LauncherOptions,
  prepare: PreparePlatform,
): Promise<Stack> {
  let isUp = false
  const starting = new AbortController()
  const cancel = () => starting.abort(signal?.reason)
  signal?.addEventListener('abort', cancel, { once: true })
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
    const peerDirectory = peerDirectoryOf(topology, modes, links)
    const start = (number: number) => platform.startReplica(`replica-${number}`, variables, peerDirectory)
    const firstReplicas = await Promise.all(Array.from({ length: topology.replicas }, (_, i) => start(i + 1)))

    onProgress?.(`starting nginx ${versions.nginx}`)
    const servers = await throughLinks(upstreamServersOf(firstReplicas), links)
    const dashboard = await listenDashboard?.(platform.ownHost)
    const upstreams = { replicas: servers, modes, tls, ...(dashboard !== undefined && { dashboard }) }
    const loadBalancer = await platform.startNginx(upstreams)
    const replicas = createReplicaSet(firstReplicas, {
      start,
      balance: async (changed) => loadBalancer.balance(await throughLinks(changed, links)),
      onLeave: async (name) => {
        peerDirectory?.leave(name)
        await links.forget(name)
      },
      formCluster: async (members) => {
        if (peerDirectory === undefined) return
        peerDirectory.keepTo(namesOf(members))
        await waitForSync(members)
      },
      onUnused: async (unused) => fillerLoad?.fillFor(namesOf(unused)),
    })
    isUp = true
    signal?.removeEventListener('abort', cancel)

    // Front to back, so that no request reaches a part that has stopped.
    const stop = async () => {
      isUp = false
      await stopAll([
        () => idleFiller?.stop(),
        () => fillerLoad?.stop(),
        () => loadBalancer.stop(),
        () => Promise.all(replicas.all.map((replica) => replica.stop())),
        () => store?.stop(),
        () => quota?.close?.(),
        () => links.close(),
        () => platform.clear(),
      ])
    }
    let stopped: Promise<void> | undefined
    return {
      launcher,
      origin: loadBalancer.origin,
      get replicas() {
        return replicas.replicas
      },
      ...(store?.redis && { redis: store.redis }),
      ...(store?.redisPair && { redisPair: store.redisPair }),
      ...(quota && { cpuQuota: quota }),
      storeBytes: async () => store?.redis?.dataBytes?.(),
      partCpuMicros: () => partCpuMicros({ loadBalancer, redis: store, idleFiller }),
      get links() {
        return links.all
      },
      addReplica: replicas.addReplica,
      removeReplica: replicas.removeReplica,
      useReplicas: replicas.useReplicas,
      drain: replicas.drain,
      reloadLoadBalancer: replicas.reload,
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
    ...(topology.unknownCookie !== undefined && { LAB_UNKNOWN_COOKIE: topology.unknownCookie }),
    ...(topology.tls && { LAB_SECURE_COOKIES: '1' }),
    ...tokenVariables(topology),
  }
}

function tokenVariables(settings: TokenSettings): Record<string, string> {
  const variables = {
    LAB_TOKEN_TTL_SECONDS: settings.tokenTtlSeconds,
    LAB_ACCESS_TTL_SECONDS: settings.accessTtlSeconds,
    LAB_CLOCK_TOLERANCE_SECONDS: settings.clockToleranceSeconds,
    LAB_TOKEN_ALGORITHM: settings.tokenAlgorithm,
    LAB_TOKEN_CACHE: settings.tokenCache,
  }
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]])),
  )
}

function peerDirectoryOf(topology: Topology, modes: readonly Mode[], links: Links): PeerDirectory | undefined {
  const isNeeded = modes.some(({ strategy }) => needsPeers(strategies[strategy]))
  return isNeeded ? linkedPeerDirectory(createPeerDirectory(topology.replicas), links) : undefined
}

async function throughLinks(servers: UpstreamServers, links: Links): Promise<UpstreamServers> {
  const route = (name: string, address: string) => links.route('replicas', 'load-balancer', name, address)
  return Promise.all(servers.map(async (server) => ({ ...server, address: await route(server.name, server.address) })))
}

const namesOf = (replicas: readonly Replica[]) => replicas.map(({ name }) => name)
