/** Families of refresh tokens in Redis: one a login, of which one token is current and the others have been used. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { KeptLogin } from '../session/login-list.ts'
import { createInactivity } from '../session/session-activity.ts'
import { createSessionId, endOfSession } from '../session/session-id.ts'
import type { RejectReason } from '../strategy.ts'
import { connectRedis, defineScript, type RedisConnection } from './redis-connection.ts'
import { createRedisLogins } from './redis-logins.ts'

/** `<family id>.<secret>`; the family id tells when the family ends, as session ids do. */
const tokenShape = /^([\w-]{24}\.[0-9a-z]+)\.[\w-]{43}$/

/**
 * Presented, its successor, grace in ms, family id, now, inactivity allowed in ms. The grace is by Redis's own clock, so that replicas need not agree on theirs. A used
 * token is known by its hash: anything else that merely names the family ends nothing.
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

/** A refresh that was granted. */
export interface Rotated {
  readonly userId: number
  readonly family: string
  /** When the family ends, in ms since 1970. */
  readonly endsAtMs: number
  readonly successor: string
}

/** Families of one mode. What asks Redis is one round trip and throws `StoreUnavailable`. */
export interface Families {
  /** @param issuedBy the replica that answers the login */
  begin(userId: number, issuedBy: string): Promise<Rotated>
  /** Exchanges a token for its successor, or says why not; a used one ends the family. */
  rotate(token: string): Promise<Rotated | RejectReason>
  end(family: string): Promise<void>
  endAllOf(userId: number): Promise<void>
  /** The user's families that can still be refreshed. */
  allOf(userId: number): Promise<readonly KeptLogin[]>
  close(): void
  readonly traffic: RedisConnection['traffic']
}

/** What families are made with. */
export interface FamiliesOptions {
  readonly address: string
  readonly log: FastifyBaseLogger
  readonly mode: string
  /** Key of the successors: the same on every replica. */
  readonly key: string
  readonly ttlSeconds: number
  /** A family of which no token was used for so long is over. */
  readonly idleSeconds: number
  /** So long a used token still gets its successor: two replicas may be asked at once, or an answer may get lost. */
  readonly graceMs: number
}

/**
 * The first token of a family is random, each other an HMAC of the one before. So replicas that are asked at once with the
 * same token answer the same successor without keeping it anywhere: Redis holds hashes alone. The price of the grace: a
 * thief who is that quick goes unnoticed until the successor is used twice. A family grows by 65 bytes a refresh.
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
