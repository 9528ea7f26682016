/** The one way of talking to Redis: a connection that never hangs, and errors that become `StoreUnavailable`. */
import type { FastifyBaseLogger } from 'fastify'
import { Redis } from 'ioredis'
import { type StoreStatus, StoreUnavailable } from '../strategy.ts'
import { parseSentinels } from './redis-address.ts'
import { gatherWrites } from './redis-gathering.ts'
import { countTraffic } from './redis-traffic.ts'

/** A request waits this long for Redis, dead or hung, before it is answered 503. */
const commandTimeoutMs = 300

const patience = {
  maxRetriesPerRequest: 1,
  commandTimeout: commandTimeoutMs,
  retryStrategy: (attempt: number) => Math.min(50 * attempt, 500),
}

/** A connection that is being made, or made again, until it is closed. */
export interface RedisConnection {
  readonly client: Redis
  /** What went over it so far. */
  traffic(): StoreStatus
  close(): void
}

/** Connects in the background and for ever: an outage ends by itself. The log says when it begins and ends. */
export function connectRedis(address: string, log: FastifyBaseLogger): RedisConnection {
  const client = createClient(address)
  const traffic = countTraffic(client)
  gatherWrites(client)
  let reachable = true
  client.on('ready', () => {
    if (!reachable) log.info('redis answers again')
    reachable = true
  })
  client.on('error', (error: Error) => {
    if (reachable) log.warn({ err: error }, 'redis cannot be asked')
    reachable = false
  })
  let isClosed = false
  // ioredis gives up for good where a Sentinel tells of a failover in the midst of connecting: then it is begun anew.
  client.on('end', () => {
    if (!isClosed) client.connect().catch(() => {}) // where that fails it tries again by itself
  })
  const close = () => {
    isClosed = true
    client.disconnect()
  }
  return { client, traffic, close }
}

/**
 * Behind Sentinels each new connection asks them first where the primary is. They also tell of a new one (`failoverDetector`):
 * a primary that merely hangs would otherwise keep its clients for ever.
 */
function createClient(address: string): Redis {
  const behind = parseSentinels(address)
  if (behind === undefined) return new Redis(address, patience)
  return new Redis({
    ...patience,
    name: behind.name,
    sentinels: [...behind.sentinels],
    sentinelCommandTimeout: commandTimeoutMs,
    sentinelRetryStrategy: patience.retryStrategy, // without one ioredis gives up for good where no Sentinel answers
    failoverDetector: true,
  })
}

/** Runs an operation on Redis. Throws `StoreUnavailable` for whatever goes wrong there. */
export function ask<T>(operation: () => Promise<T>): Promise<T> {
  return operation().catch(unavailable)
}

function unavailable(cause: unknown): never {
  throw new StoreUnavailable('[redis] the session store cannot be asked', { cause })
}

/** A Lua script on the server: Redis runs it whole, with nothing in between, in one round trip. */
export type Script<Result> = (key: string, ...values: readonly (string | number)[]) => Promise<Result>

/**
 * Makes a script of one key known to a connection, which sends its SHA-1 from then on.
 *
 * Scripts that also touch keys they compute (an index, the sessions in it) are for one Redis or a primary with replicas;
 * Redis Cluster would refuse those keys.
 */
export function defineScript<Result>(client: Redis, name: string, lua: string): Script<Result> {
  client.defineCommand(name, { numberOfKeys: 1, lua })
  const run = Reflect.get(client, name) as Script<Result>
  return (key, ...values) => ask(() => run.call(client, key, ...values))
}
