/** A minimal application with sessions in Redis: what the lab's `redis` is measured against. */
import type { Session } from 'fastify'
import { Redis } from 'ioredis'
import { config } from './minimal-app.ts'
import { serveSessions } from './session-app.ts'

// With a time limit, without which a Redis that hangs would hang every request.
const client = new Redis(config.redis ?? '', { maxRetriesPerRequest: 1, commandTimeout: 300 })
const keyOf = (sid: string) => `minimal:${sid}`

await serveSessions('redis', {
  get: (sid, callback) => {
    client
      .get(keyOf(sid))
      .then((text) => callback(null, text === null ? null : (JSON.parse(text) as Session)), callback)
  },
  set: (sid, session, callback) => {
    client.set(keyOf(sid), JSON.stringify(session), 'EX', config.sessionTtlSeconds).then(() => callback(), callback)
  },
  destroy: (sid, callback) => {
    client.del(keyOf(sid)).then(() => callback(), callback)
  },
})
