/** The denylist in Redis of revoked tokens: single logins, and each user's generation. */
import type { FastifyBaseLogger } from 'fastify'
import { ask, connectRedis, defineScript, type RedisConnection } from './redis-connection.ts'

/** Which tokens are revoked. Every method is one round trip; all throw `StoreUnavailable`. */
export interface Denylist {
  /** The user's generation, for a new token. Creates it if there is none. */
  generationOf(userId: number): Promise<number>
  /** Whether a login was ended, alone (`jti`) or with all others of its user (an old generation). */
  isRevoked(token: { readonly jti: string; readonly userId: number; readonly generation: number }): Promise<boolean>
  /** Ends one login. @param endsAtMs when its token expires, in ms since 1970: its entry is kept until then */
  revoke(jti: string, endsAtMs: number): Promise<void>
  /** Ends every login of the user so far. */
  revokeAll(userId: number): Promise<void>
  close(): void
  readonly traffic: RedisConnection['traffic']
}

/**
 * Generations start at the present time, so that a generation which Redis has lost is never used again: a token with an unknown
 * generation is revoked. If Redis crashes without persistence, users are logged out; revoked tokens do not become valid again.
 */
const current = `
redis.call('SET', KEYS[1], ARGV[1], 'NX')
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('GET', KEYS[1])`

const next = `
redis.call('SET', KEYS[1], ARGV[1], 'NX')
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('INCR', KEYS[1])`

/**
 * Keys: `lab:<mode>:denied:<jti>` and `lab:<mode>:generation:<user id>`.
 *
 * @param lifeSeconds how long a token is accepted after its issue, and so how long a generation is kept
 */
export function createDenylist(address: string, log: FastifyBaseLogger, mode: string, lifeSeconds: number): Denylist {
  const { client, traffic, close } = connectRedis(address, log)
  const deniedKey = (jti: string) => `lab:${mode}:denied:${jti}`
  const generationKey = (userId: number) => `lab:${mode}:generation:${userId}`
  const scripts = {
    current: defineScript<string>(client, 'labCurrentGeneration', current),
    next: defineScript<null>(client, 'labNextGeneration', next),
  }
  return {
    generationOf: async (userId) => Number(await scripts.current(generationKey(userId), Date.now(), lifeSeconds)),
    isRevoked: async ({ jti, userId, generation }) => {
      const [denied, known] = await ask(() => client.mget(deniedKey(jti), generationKey(userId)))
      return denied !== null || known !== String(generation)
    },
    revoke: async (jti, endsAtMs) => {
      await ask(() => client.set(deniedKey(jti), '1', 'PX', Math.max(1, endsAtMs - Date.now())))
    },
    revokeAll: async (userId) => {
      await scripts.next(generationKey(userId), Date.now(), lifeSeconds)
    },
    close,
    traffic,
  }
}
