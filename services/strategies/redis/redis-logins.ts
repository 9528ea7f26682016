/** Logins in Redis: each is a hash, which a tombstone replaces when the login ends, so that no late write restores it. */
import type { Redis } from 'ioredis'
import { endOfSession } from '../session/session-id.ts'
import { ask, defineScript } from './redis-connection.ts'

/**
 * Writes only if the key does not exist: a late write changes neither a live login nor a tombstone. Login and index appear
 * atomically, so that logout-all either ends a login or ran before it.
 */
const create = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local index, id, endsAt, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
redis.call('HSET', KEYS[1], 'index', index, unpack(ARGV, 5))
redis.call('PEXPIREAT', KEYS[1], endsAt)
redis.call('ZADD', index, endsAt, id)
redis.call('ZREMRANGEBYSCORE', index, '-inf', now)
-- The index lives as long as the last login in it.
redis.call('PEXPIREAT', index, redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2])
return 1`

/** The tombstone replaces the login until the login would have expired. */
const end = `
local index = redis.call('HGET', KEYS[1], 'index')
if index then redis.call('ZREM', index, ARGV[1]) end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ended', 1)
redis.call('PEXPIREAT', KEYS[1], ARGV[2])`

/** Writes only to a live login: a tombstone has no `userId`. */
const touch = `if redis.call('HEXISTS', KEYS[1], 'userId') == 1 then redis.call('HSET', KEYS[1], 'seenAtMs', ARGV[1]) end`

const endAll = `
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local login = ARGV[1] .. id
  local leftMs = redis.call('PTTL', login)
  if leftMs > 0 then
    redis.call('DEL', login)
    redis.call('HSET', login, 'ended', 1)
    redis.call('PEXPIRE', login, leftMs)
  end
end
redis.call('DEL', KEYS[1])`

/**
 * Logins by id (see session-id.ts), each with an owner (`userId`). Every method is one round trip, except `allOf` with two;
 * all throw `StoreUnavailable`.
 */
export interface RedisLogins {
  keyOf(id: string): string
  create(id: string, userId: number, fields: Readonly<Record<string, string | number>>): Promise<void>
  /** All fields; empty if there is no such login; a tombstone has the field `ended`. */
  read(id: string): Promise<Readonly<Record<string, string>>>
  /** Records when the login was last seen, in `seenAtMs`. */
  touch(id: string, seenAtMs: number): Promise<void>
  end(id: string): Promise<void>
  endAllOf(userId: number): Promise<void>
  /** The fields of the user's logins, by id. */
  allOf(userId: number): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>
}

/** Keys: `<prefix>:login:<id>`, and `<prefix>:user:<id>` with the ids of each user's logins, scored by their end. */
export function createRedisLogins(client: Redis, prefix: string): RedisLogins {
  const keyOf = (id: string) => `${prefix}:login:${id}`
  const indexOf = (userId: number) => `${prefix}:user:${userId}`
  const scripts = {
    create: defineScript<number>(client, 'labCreateLogin', create),
    touch: defineScript<null>(client, 'labTouchLogin', touch),
    end: defineScript<null>(client, 'labEndLogin', end),
    endAll: defineScript<null>(client, 'labEndAllLogins', endAll),
  }
  const read: RedisLogins['read'] = (id) => ask(() => client.hgetall(keyOf(id)))
  return {
    keyOf,
    create: async (id, userId, fields) => {
      await scripts.create(
        keyOf(id),
        indexOf(userId),
        id,
        endOfSession(id),
        Date.now(),
        ...Object.entries(fields).flat(),
      )
    },
    read,
    touch: async (id, seenAtMs) => {
      await scripts.touch(keyOf(id), seenAtMs)
    },
    end: async (id) => {
      await scripts.end(keyOf(id), id, endOfSession(id))
    },
    endAllOf: async (userId) => {
      await scripts.endAll(indexOf(userId), keyOf(''))
    },
    allOf: async (userId) => {
      const ids = await ask(() => client.zrange(indexOf(userId), '0', '-1'))
      const logins = await Promise.all(ids.map(async (id) => [id, await read(id)] as const))
      return new Map(logins.filter(([, fields]) => fields['userId'] !== undefined))
    },
  }
}
