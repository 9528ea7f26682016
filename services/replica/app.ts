/** Builds the replica's HTTP application, with every mode under its own prefix. It does not listen. */
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { createDatabase, openConnection } from '../database/database.ts'
import { seed } from '../database/seed.ts'
import { createPeerChannel, type PeerChannel } from '../peers/channel.ts'
import { needsPeers, strategies as registry, type StrategyEntry } from '../strategies/registry.ts'
import type { ReplicationStatus, StoreStatus, TokenCacheStatus } from '../strategies/strategy.ts'
import { ConfigError, type ReplicaConfig } from './config/config.ts'
import { deriveKey } from './config/key.ts'
import { prepareGracefulStop } from './graceful-stop.ts'
import { canonicalUrl } from './http/canonical-url.ts'
import { answerError, answerUnreadable, installErrorHandlers } from './http/errors.ts'
import { acceptOnlyJson } from './http/json-body.ts'
import { mountMode } from './mode.ts'
import { healthRoutes } from './routes/health.ts'

/** Longer than any load balancer keeps an idle connection: if the replica closed it first, requests would end in a 502. */
const keepAliveTimeoutMs = 3_600_000
const bodyLimitBytes = 16 * 1024

/** A mode, for the status page. */
export interface RunningMode {
  readonly strategy: string
  /** The number of sessions on this replica; `null` if the strategy stores none here. */
  sessionsHeld(): number | null
  /** The state of replication; `null` if the strategy has none. */
  replication(): ReplicationStatus | null
  /** The traffic to the store; `null` if the strategy has none. */
  storeTraffic(): StoreStatus | null
  /** The use of the cache of verified tokens; `null` if there is none. */
  tokenCache(): TokenCacheStatus | null
}

/** A replica that is built but not listening. */
export interface BuiltReplica {
  readonly app: FastifyInstance
  readonly modes: ReadonlyMap<string, RunningMode>
  /** The peer channel, without members and not listening; present if any mode's strategy needs it. */
  readonly peers: PeerChannel | undefined
  /** Waits for open requests, then closes everything; `app.close()` would not wait. Calling it twice is harmless. */
  stop(): Promise<void>
}

/** Parts of a replica that can be replaced. */
export interface BuildOptions {
  /** The available strategies. Default: the registry. */
  readonly strategies?: Readonly<Record<string, StrategyEntry>>
  readonly logger?: FastifyServerOptions['logger']
}

/** Opens and seeds the database, loads the modes' strategies, and mounts all routes. */
export async function buildApp(config: ReplicaConfig, options: BuildOptions = {}): Promise<BuiltReplica> {
  const { logger = false } = options
  const strategies: Readonly<Record<string, StrategyEntry>> = options.strategies ?? registry
  const { replica } = config
  const app = Fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger costs 1 µs a request, and most requests log nothing. Log calls add the request id themselves.
    childLoggerFactory: (log) => log,
    rewriteUrl: canonicalUrl,
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveTimeoutMs,
    trustProxy: [...config.trustedProxies],
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    clientErrorHandler: (error, socket) => answerUnreadable(replica, error, socket),
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.header('x-replica', replica)),
  })
  acceptOnlyJson(app)
  installErrorHandlers(app)
  // Every answer depends on user and time, so caches must not store it.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-replica', replica).header('cache-control', 'no-store')
    done()
  })
  const gracefulStop = prepareGracefulStop(app)

  const connection = openConnection(config.database)
  await seed(connection, config.virtualUsers)
  const database = createDatabase(connection, config.loginTolerance)
  app.addHook('onClose', () => database.close())

  const usesPeers = Object.values(config.modes).some((name) => needsPeers(strategies[name]))
  const key = deriveKey(config.secret, 'peer-channel')
  const peers = usesPeers ? createPeerChannel({ name: replica, key, log: app.log }) : undefined
  app.addHook('onClose', () => peers?.close())

  healthRoutes(app, gracefulStop, () => peers?.hasJoined() ?? true)
  const modes = new Map<string, RunningMode>()
  for (const [mode, strategyName] of Object.entries(config.modes)) {
    const entry = strategies[strategyName]
    if (!entry) throw new ConfigError([{ variable: 'LAB_MODES', value: strategyName, remedy: 'no such strategy' }])
    const strategy = await mountMode(app, await entry.load(), database.posts, {
      mode,
      replica,
      users: database.users,
      key: (purpose) => deriveKey(config.secret, `${mode}:${purpose}`),
      sessionTtlSeconds: config.sessionTtlSeconds,
      sessionIdleSeconds: config.sessionIdleSeconds,
      tokenTtlSeconds: config.tokenTtlSeconds,
      accessTtlSeconds: config.accessTtlSeconds,
      clockToleranceSeconds: config.clockToleranceSeconds,
      tokenKeys: config.tokenKeys,
      redis: config.redis,
      secureCookies: config.secureCookies,
      unknownCookie: config.unknownCookie,
      tokenCache: config.tokenCache,
      peers,
    })
    modes.set(mode, {
      strategy: strategyName,
      sessionsHeld: () => strategy.sessionsHeld?.() ?? null,
      replication: () => strategy.replication?.() ?? null,
      storeTraffic: () => strategy.storeTraffic?.() ?? null,
      tokenCache: () => strategy.tokenCache?.() ?? null,
    })
  }
  await app.ready()
  return { app, modes, peers, stop: gracefulStop.stop }
}
