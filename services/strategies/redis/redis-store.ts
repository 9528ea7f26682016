/** Sessions in Redis: one key for each session, which Redis expires at its end, and an index of each user's sessions. */
import type { Redis } from 'ioredis'
import { endOfSession } from '../session/session-id.ts'
import type { SessionRecord, SessionStore } from '../session/session-store.ts'
import { ask, defineScript } from './redis-connection.ts'

/** Overwrites the beginning of an existing record; does not recreate a deleted one. */
const touch = `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('SETRANGE', KEYS[1], 0, ARGV[1]) end`

/**
 * Keys: `lab:<mode>:session:<sid>` holds the record, `lab:<mode>:user:<id>` the user's sids, scored by their end. A record is
 * the time of the last request in a fixed length, then the rest as JSON, so that writing the time loses no item.
 */
export function createRedisStore(client: Redis, mode: string): SessionStore {
  const sessionKey = (sid: string) => `lab:${mode}:session:${sid}`
  const userKey = (userId: number) => `lab:${mode}:user:${userId}`
  const touchRecord = defineScript<null>(client, 'labTouchSession', touch)
  return {
    read: (sid) => ask(() => client.get(sessionKey(sid)).then(found)),
    write: (sid, session) =>
      ask(async () => {
        const endsAtMs = endOfSession(sid)
        const ttlMs = Math.max(1, endsAtMs - Date.now())
        const index = userKey(session.userId)
        // One round trip. The index is written first: logout-all must not miss a session that is already accepted.
        await Promise.all([
          client.zadd(index, endsAtMs, sid),
          // The index lives as long as its last session: a life is set where there is none (NX), and else only prolonged (GT).
          client.pexpireat(index, endsAtMs, 'NX'),
          client.pexpireat(index, endsAtMs, 'GT'),
          client.zremrangebyscore(index, '-inf', Date.now()),
          client.set(sessionKey(sid), format(session), 'PX', ttlMs),
        ])
      }),
    touch: async (sid, seenAtMs) => {
      await touchRecord(sessionKey(sid), formatMoment(seenAtMs))
    },
    delete: (sid) =>
      ask(async () => {
        await client.del(sessionKey(sid))
      }),
    deleteAllOf: (userId) =>
      ask(async () => {
        const sids = await client.zrange(userKey(userId), '0', '-1')
        await client.del(userKey(userId), ...sids.map(sessionKey))
      }),
    allOf: (userId) =>
      ask(async () => {
        const sids = await client.zrange(userKey(userId), '0', '-1')
        const texts = sids.length === 0 ? [] : await client.mget(sids.map(sessionKey))
        return new Map(texts.flatMap((text, index) => (text === null ? [] : [[sids[index] as string, parse(text)]])))
      }),
  }
}

/** Milliseconds since 1970 in base 36, until the year 5188. */
const momentLength = 9
const formatMoment = (ms: number) => ms.toString(36).padStart(momentLength, '0')

const format = ({ seenAtMs, ...rest }: SessionRecord) => formatMoment(seenAtMs) + JSON.stringify(rest)

const found = (text: string | null) => (text === null ? undefined : parse(text))

function parse(text: string): SessionRecord {
  const rest = JSON.parse(text.slice(momentLength)) as Omit<SessionRecord, 'seenAtMs'>
  return { ...rest, seenAtMs: Number.parseInt(text.slice(0, momentLength), 36) }
}
