/** Sessions in Redis: one key a session, which Redis itself drops at its end, and an index of each user's sessions. */
import type { FastifyBaseLogger } from 'fastify'
import { Redis } from 'ioredis'
import { endOfSession } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'
import { StoreUnavailable } from './strategy.ts'

/** A request waits this long for Redis, dead or hung, before it is answered 503. */
const commandTimeoutMs = 300

/** Connects in the background and for ever: an outage ends by itself. The log says when it begins and ends. */
export function connectRedis(address: string, log: FastifyBaseLogger): Redis {
  const client = new Redis(address, {
    maxRetriesPerRequest: 1,
    commandTimeout: commandTimeoutMs,
    retryStrategy: (attempt) => Math.min(50 * attempt, 500),
  })
  let reachable = true
  client.on('ready', () => {
    if (!reachable) log.info('redis answers again')
    reachable = true
  })
  client.on('error', (error: Error) => {
    if (reachable) log.warn({ err: error }, 'redis cannot be asked')
    reachable = false
  })
  return client
}

/** Keys: `lab:<mode>:session:<sid>` holds the record as JSON, `lab:<mode>:user:<id>` his sids, scored by their end. */
export function createRedisStore(client: Redis, mode: string): SessionStore {
  const sessionKey = (sid: string) => `lab:${mode}:session:${sid}`
  const userKey = (userId: number) => `lab:${mode}:user:${userId}`
  return {
    read: (sid) =>
      ask(async () => {
        const text = await client.get(sessionKey(sid))
        return text === null ? undefined : (JSON.parse(text) as SessionRecord)
      }),
    write: (sid, session) =>
      ask(async () => {
        const endsAtMs = endOfSession(sid)
        const ttlMs = Math.max(1, endsAtMs - Date.now())
        const index = userKey(session.userId)
        // One round trip. The index first: logout-all must not miss a session that is already accepted.
        await Promise.all([
          client.zadd(index, endsAtMs, sid),
          client.pexpire(index, ttlMs),
          client.zremrangebyscore(index, '-inf', Date.now()),
          client.set(sessionKey(sid), JSON.stringify(session), 'PX', ttlMs),
        ])
      }),
    delete: (sid) =>
      ask(async () => {
        await client.del(sessionKey(sid))
      }),
    deleteAllOf: (userId) =>
      ask(async () => {
        const sids = await client.zrange(userKey(userId), '0', '-1')
        await client.del(userKey(userId), ...sids.map(sessionKey))
      }),
  }
}

async function ask<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (cause) {
    throw new StoreUnavailable('[redis] the session store cannot be asked', { cause })
  }
}
