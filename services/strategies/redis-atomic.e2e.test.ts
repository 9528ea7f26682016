import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { logIn } from './client.fixture.ts'
import { testStrategy } from './contract.ts'
import { startTestRedis, type TestRedis } from './redis/redis.fixture.ts'
import { createAtomicRedisStore } from './redis/redis-atomic-store.ts'
import { countLostUpdates, type Pair, raceLogout } from './redis/redis-races.fixture.ts'
import { createSessionId } from './session/session-id.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startTestRedis()
})
afterAll(() => redis.close())

testStrategy('redis-atomic', {
  keepsState: true,
  endsCredentials: true,
  seesNewRoles: true,
  redis: () => redis.address,
})

describe('two concurrent requests of one session', () => {
  const replicas = createTestReplicas()
  let pair: Pair
  beforeAll(async () => {
    const build = async (replica: string) => {
      const modes = { redis: 'redis', 'redis-atomic': 'redis-atomic' }
      return (await replicas.build({ replica, modes, redis: redis.address })).app
    }
    pair = [await build('replica-1'), await build('replica-2')]
  })
  afterAll(() => replicas.close())

  const race = async (mode: string, rounds: number) => {
    const races = []
    for (let round = 0; round < rounds; round += 1) races.push(await raceLogout(pair, mode))
    return races
  }

  test('redis-atomic keeps both items of 1,000 pairs', async () => {
    expect(await countLostUpdates(pair, 'redis-atomic', 1_000)).toBe(0)
  })

  test('redis loses some items, because it saves whole sessions', async () => {
    expect(await countLostUpdates(pair, 'redis', 100)).toBeGreaterThan(0)
  })

  test('redis-atomic never undoes a logout by a concurrent slow write', async () => {
    const races = await race('redis-atomic', 200)
    expect(races.filter(({ afterwards }) => afterwards !== 401)).toEqual([])
    for (const { slowWrite } of races) {
      expect(slowWrite.json()).toMatchObject({ status: 401, reason: 'unknown-session' })
      expect(slowWrite.headers['www-authenticate']).toMatch(/^Cookie realm="redis-atomic"/)
    }
  })

  test('redis undoes the logout: the slow write restores the session', async () => {
    const races = await race('redis', 20)
    expect(races.filter(({ afterwards }) => afterwards === 200).length).toBeGreaterThan(0)
  })

  test('redis-atomic counts an item once that is sent twice', async () => {
    const alice = await logIn(pair[0], 'redis-atomic', 'cookie', 'alice')
    await alice.send('POST', '/cart', { item: 'apple' })
    await alice.send('POST', '/cart', { item: 'pear' })
    const again = await alice.send('POST', '/cart', { item: 'apple' }, pair[1])
    expect(again.json()).toEqual({ items: ['apple', 'pear'], version: 2 })
  })

  test('a login concurrent with logout-all is either ended completely or stays complete', async () => {
    const alice = await logIn(pair[0], 'redis-atomic', 'cookie', 'alice')
    const [late, ended] = await Promise.all([
      logIn(pair[1], 'redis-atomic', 'cookie', 'alice'),
      alice.send('POST', '/logout-all'),
    ])
    expect(ended.statusCode).toBe(204)
    const statuses = [(await late.get('/me', pair[0])).statusCode, (await late.get('/me', pair[1])).statusCode]
    expect(new Set(statuses).size).toBe(1)
    expect((await alice.get('/me')).statusCode).toBe(401)
  })
})

describe('the atomic Redis store', () => {
  let client: Redis
  beforeAll(() => {
    client = new Redis(redis.address)
  })
  afterAll(() => client.disconnect())
  const session = { userId: 1, issuedBy: 'replica-1', version: 0, items: [], seenAtMs: 0 }

  test('never overwrites a session or its tombstone', async () => {
    const store = createAtomicRedisStore(client, 'store')
    const sid = createSessionId(60)
    await store.write(sid, session)
    await store.append?.(sid, 'apple')
    await store.write(sid, session)
    expect(await store.read(sid)).toEqual({ ...session, version: 1, items: ['apple'] })
    await store.delete(sid)
    await store.write(sid, session)
    expect(await store.append?.(sid, 'pear')).toBeUndefined()
    expect(await store.read(sid)).toBeUndefined()
  })

  test('sets an expiry on every key', async () => {
    const store = createAtomicRedisStore(client, 'ends')
    const sids = [createSessionId(60), createSessionId(60), createSessionId(60)] as const
    for (const sid of sids) await store.write(sid, session)
    await store.append?.(sids[0], 'apple')
    await store.delete(sids[1])
    await store.deleteAllOf(1)
    await store.delete(createSessionId(60))
    const keys = await client.keys('lab:ends:*')
    expect(keys).toHaveLength(4)
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0)
  })

  test('uses as many commands as its documentation says', async () => {
    const store = createAtomicRedisStore(client, 'costs')
    const sid = createSessionId(60)
    const cost = async (operation: () => Promise<unknown>) => {
      await client.config('RESETSTAT')
      await operation()
      const calls = [...(await client.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
      const counted = calls.filter(([, name]) => name !== 'config|resetstat')
      return counted.reduce((sum, [, , count]) => sum + Number(count), 0)
    }
    await store.append?.(sid, 'first use sends each script in full')
    await store.write(sid, session)
    await store.delete(sid)
    const fresh = createSessionId(60)
    expect(await cost(() => store.write(fresh, session))).toBe(8)
    expect(await cost(async () => store.read(fresh))).toBe(1)
    expect(await cost(async () => store.append?.(fresh, 'apple'))).toBe(5)
    expect(await cost(() => store.delete(fresh))).toBe(6)
  })
})
