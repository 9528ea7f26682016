/** Sessions in Redis without lost updates or undone logouts: scripts write single fields, never whole sessions. */
import type { Redis } from 'ioredis'
import type { SessionRecord, SessionStore } from '../session/session-store.ts'
import { defineScript } from './redis-connection.ts'
import { createRedisLogins } from './redis-logins.ts'

/**
 * Each item is a field of its own, whose value is its position. An item that exists keeps its position, so a repeated request
 * counts once. A missing session and a tombstone have no version: nothing is written.
 */
const append = `
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return nil end
if redis.call('HSETNX', KEYS[1], ARGV[1], version + 1) == 1 then redis.call('HINCRBY', KEYS[1], 'version', 1) end
return redis.call('HGETALL', KEYS[1])`

const itemPrefix = 'item:'

/** `write` creates sessions only: it does nothing if the session exists or has been ended. */
export function createAtomicRedisStore(client: Redis, mode: string): SessionStore {
  const logins = createRedisLogins(client, `lab:${mode}`)
  const appendItem = defineScript<string[] | null>(client, 'labAppendItem', append)
  return {
    read: async (sid) => recordOf(await logins.read(sid)),
    write: (sid, { userId, issuedBy, version, items, seenAtMs }) => {
      const places = items.map((item, index) => [itemPrefix + item, index + 1])
      return logins.create(sid, userId, { userId, issuedBy, version, seenAtMs, ...Object.fromEntries(places) })
    },
    append: async (sid, item) => {
      const fields = await appendItem(logins.keyOf(sid), itemPrefix + item)
      return fields ? recordOf(pairs(fields)) : undefined
    },
    touch: logins.touch,
    delete: logins.end,
    deleteAllOf: logins.endAllOf,
    allOf: async (userId) => {
      const all = [...(await logins.allOf(userId))]
      return new Map(
        all.flatMap(([sid, fields]) => {
          const record = recordOf(fields)
          return record ? [[sid, record]] : []
        }),
      )
    },
  }
}

function recordOf(fields: Readonly<Record<string, string>>): SessionRecord | undefined {
  const { userId, issuedBy, version, seenAtMs } = fields
  if (userId === undefined || issuedBy === undefined || version === undefined) return undefined
  const items = Object.entries(fields)
    .filter(([field]) => field.startsWith(itemPrefix))
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([field]) => field.slice(itemPrefix.length))
  return { userId: Number(userId), issuedBy, version: Number(version), items, seenAtMs: Number(seenAtMs) }
}

/** HGETALL as a script returns it: field, value, field, value. */
function pairs(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {}
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i] as string] = flat[i + 1] as string
  return fields
}
