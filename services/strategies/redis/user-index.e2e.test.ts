/** The index of a user's sessions in a real Redis: it must outlive each session in it, or a logout everywhere misses some. */
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSessionId } from '../session/session-id.ts'
import type { SessionStore } from '../session/session-store.ts'
import { startTestRedis, type TestRedis } from './redis.fixture.ts'
import { createAtomicRedisStore } from './redis-atomic-store.ts'
import { createRedisStore } from './redis-store.ts'

let server: TestRedis
let client: Redis
beforeAll(async () => {
  server = await startTestRedis()
  client = new Redis(server.address)
})
afterAll(async () => {
  client.disconnect()
  await server.close()
})

const record = { userId: 7, issuedBy: 'replica-1', version: 0, items: [], seenAtMs: Date.now() }

test.each([
  ['redis', createRedisStore],
  ['redis-atomic', createAtomicRedisStore],
] as const)(
  '%s: the write of an older session leaves the index its life, and a logout everywhere finds both',
  async (mode, create) => {
    const store: SessionStore = create(client, mode)
    const [older, younger] = [createSessionId(100), createSessionId(1_100)]
    await store.write(younger, record)
    await store.write(older, record)
    const leftSeconds = (await client.pttl(`lab:${mode}:user:7`)) / 1_000
    expect(leftSeconds).toBeGreaterThan(1_000)
    expect(leftSeconds).toBeLessThanOrEqual(1_101)
    expect([...(await store.allOf(7)).keys()].sort()).toEqual([older, younger].sort())
    await store.deleteAllOf(7)
    expect(await Promise.all([store.read(older), store.read(younger)])).toEqual([undefined, undefined])
  },
)
