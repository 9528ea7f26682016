/** The connection to Redis: every command has a time limit, and errors become `StoreUnavailable`. */
import type { FastifyBaseLogger } from 'fastify'
import { Redis } from 'ioredis'
import { type StoreStatus, StoreUnavailable } from '../strategy.ts'
import { parseSentinels } from './redis-address.ts'
import { countTraffic } from './redis-traffic.ts'

/** How long a request waits for a Redis that is dead or hangs before it is answered 503. */
const commandTimeoutMs = 300

const clientOptions = {
  maxRetriesPerRequest: 1,
  commandTimeout: commandTimeoutMs,
  retryStrategy: (attempt: number) => Math.min(50 * attempt, 500),
}

/** A connection that reconnects until it is closed. */
export interface RedisConnection {
  readonly client: Redis
  /** Commands and bytes so far. */
  traffic(): StoreStatus
  close(): void
}

/** Connects in the background and retries without limit. Logs the begin and the end of an outage. */
export function connectRedis(address: string, log: FastifyBaseLogger): RedisConnection {
  const client = createClient(address)
  const traffic = countTraffic(client)
  let reachable = true
  client.on('ready', () => {
    if (!reachable) log.info('redis answers again')
    reachable = true
  })
  client.on('error', (error: Error) => {
    if (reachable) log.warn({ err: error }, 'redis is unreachable')
    reachable = false
  })
  let isClosed = false
  // ioredis stops reconnecting if a Sentinel reports a failover while it connects, so this connects again.
  client.on('end', () => {
    if (!isClosed) client.connect().catch(() => {}) // retries by itself
  })
  const close = () => {
    isClosed = true
    client.disconnect()
  }
  return { client, traffic, close }
}

/**
 * With Sentinels, each new connection asks them first for the primary. They also report a new primary (`failoverDetector`):
 * otherwise clients would stay connected to a primary that hangs.
 */
function createClient(address: string): Redis {
  const sentinels = parseSentinels(address)
  if (sentinels === undefined) return new Redis(address, clientOptions)
  return new Redis({
    ...clientOptions,
    name: sentinels.name,
    sentinels: [...sentinels.sentinels],
    sentinelCommandTimeout: commandTimeoutMs,
    sentinelRetryStrategy: clientOptions.retryStrategy, // without it ioredis stops reconnecting if no Sentinel answers
    failoverDetector: true,
  })
}

/** Runs an operation on Redis. Throws `StoreUnavailable` for any error. */
export function ask<T>(operation: () => Promise<T>): Promise<T> {
  return operation().catch(unavailable)
}

function unavailable(cause: unknown): never {
  throw new StoreUnavailable('[redis] the session store is unreachable', { cause })
}

/** A Lua script on the server: Redis runs it atomically, in one round trip. */
export type Script<Result> = (key: string, ...values: readonly (string | number)[]) => Promise<Result>

/**
 * Defines a script with one key on a connection, which sends only its SHA-1 from then on.
 *
 * Scripts that also access keys which they compute (an index, the sessions in it) work on a single Redis or a primary with
 * replicas; Redis Cluster would refuse those keys.
 */
export function defineScript<Result>(client: Redis, name: string, lua: string): Script<Result> {
  client.defineCommand(name, { numberOfKeys: 1, lua })
  const run = Reflect.get(client, name) as Script<Result>
  return (key, ...values) => ask(() => run.call(client, key, ...values))
}
