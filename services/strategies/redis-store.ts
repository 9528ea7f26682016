/** Sessions in Redis: one key a session, which Redis itself drops at its end, and an index of each user's sessions. */
import type { Redis } from 'ioredis'
import { ask } from './redis-connection.ts'
import { endOfSession } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

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
