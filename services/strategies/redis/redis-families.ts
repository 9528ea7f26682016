/** Families of refresh tokens in Redis: one for each login; one token is current, the others are used. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { StoredLogin } from '../session/login-list.ts'
import { createInactivity } from '../session/session-activity.ts'
import { createSessionId, endOfSession } from '../session/session-id.ts'
import type { RejectReason } from '../strategy.ts'
import { connectRedis, defineScript, type RedisConnection } from './redis-connection.ts'
import { createRedisLogins } from './redis-logins.ts'

/** `<family id>.<secret>`; the family id contains the time at which the family ends, as session ids do. */
const tokenShape = /^([\w-]{24}\.[0-9a-z]+)\.[\w-]{43}$/

/**
 * Arguments: hash of the presented token, hash of its successor, grace in ms, family id, now, allowed inactivity in ms. The
 * grace is measured by the clock of Redis, so that clocks of replicas may differ. Only a token whose hash is known as used ends
 * the family; another text with the family's id does not.
 */
const rotate = `
local index, current, userId, usedAt, seenAtMs =
  unpack(redis.call('HMGET', KEYS[1], 'index', 'current', 'userId', 'used:' .. ARGV[1], 'seenAtMs'))
if not current then return redis.call('EXISTS', KEYS[1]) == 1 and 'revoked' or 'unknown-session' end
if tonumber(ARGV[5]) >= tonumber(seenAtMs) + tonumber(ARGV[6]) then return 'expired' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if current == ARGV[1] then
  redis.call('HSET', KEYS[1], 'current', ARGV[2], 'used:' .. ARGV[1], string.format('%.0f', now), 'seenAtMs', ARGV[5])
  return userId
end
if not usedAt then return 'unknown-session' end
if current == ARGV[2] and now - usedAt <= tonumber(ARGV[3]) then return userId end
local leftMs = redis.call('PTTL', KEYS[1])
redis.call('ZREM', index, ARGV[4])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ended', 1)
redis.call('PEXPIRE', KEYS[1], leftMs)
return 'revoked'`

/** A successful refresh. */
export interface Rotated {
  readonly userId: number
  readonly family: string
  /** When the family ends, in ms since 1970. */
  readonly endsAtMs: number
  readonly successor: string
}

/** Families of one mode. Methods that ask Redis take one round trip and throw `StoreUnavailable`. */
export interface Families {
  /** @param issuedBy the replica that answers the login */
  begin(userId: number, issuedBy: string): Promise<Rotated>
  /** Exchanges a token for its successor, or returns the reason of the refusal; a used token ends the family. */
  rotate(token: string): Promise<Rotated | RejectReason>
  end(family: string): Promise<void>
  endAllOf(userId: number): Promise<void>
  /** The user's families that can still be refreshed. */
  allOf(userId: number): Promise<readonly StoredLogin[]>
  close(): void
  readonly traffic: RedisConnection['traffic']
}

export interface FamiliesOptions {
  readonly address: string
  readonly log: FastifyBaseLogger
  readonly mode: string
  /** Key of the successors: the same on every replica. */
  readonly key: string
  readonly ttlSeconds: number
  /** A family expires if none of its tokens is used for this time. */
  readonly idleSeconds: number
  /** How long a used token still gets its successor: for concurrent requests to two replicas, and lost answers. */
  readonly graceMs: number
}

/**
 * The first token of a family is random, each later one an HMAC of its predecessor. So replicas that receive the same token at
 * once answer the same successor without storing it: Redis holds only hashes. The price of the grace: a thief that fast is
 * detected only when the successor is used twice. A family grows by 65 bytes with each refresh.
 */
export function createFamilies(options: FamiliesOptions): Families {
  const { address, log, mode, key, ttlSeconds, idleSeconds, graceMs } = options
  const { client, traffic, close } = connectRedis(address, log)
  const logins = createRedisLogins(client, `lab:${mode}`)
  const inactivity = createInactivity(idleSeconds)
  const rotateToken = defineScript<string>(client, 'labRotateToken', rotate)
  return {
    begin: async (userId, issuedBy) => {
      const family = createSessionId(ttlSeconds)
      const successor = `${family}.${randomBytes(32).toString('base64url')}`
      await logins.create(family, userId, { userId, issuedBy, current: hashOf(successor), seenAtMs: Date.now() })
      return { userId, family, endsAtMs: endOfSession(family), successor }
    },
    rotate: async (token) => {
      const family = tokenShape.exec(token)?.[1]
      if (family === undefined) return 'malformed'
      const endsAtMs = endOfSession(family)
      if (!(endsAtMs > Date.now())) return 'expired'
      const successor = `${family}.${createHmac('sha256', key).update(token).digest('base64url')}`
      const [now, idleMs] = [Date.now(), idleSeconds * 1000]
      const asked = [hashOf(token), hashOf(successor), graceMs, family, now, idleMs] as const
      const answer = await rotateToken(logins.keyOf(family), ...asked)
      if (answer === 'unknown-session' || answer === 'revoked' || answer === 'expired') return answer
      return { userId: Number(answer), family, endsAtMs, successor }
    },
    end: logins.end,
    endAllOf: logins.endAllOf,
    allOf: async (userId) =>
      [...(await logins.allOf(userId))]
        .map(([id, { issuedBy = '', seenAtMs }]) => ({ id, issuedBy, seenAtMs: Number(seenAtMs) }))
        .filter(({ seenAtMs }) => !inactivity.isOver(seenAtMs)),
    close,
    traffic,
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')
