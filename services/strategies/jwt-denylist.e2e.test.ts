import type { FastifyInstance } from 'fastify'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { logIn } from './client.fixture.ts'
import { testStrategy } from './contract.ts'
import { startTestRedis, type TestRedis } from './redis/redis.fixture.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startTestRedis()
})
afterAll(() => redis.close())

testStrategy('jwt-denylist', {
  keepsState: true,
  endsCredentials: true,
  seesNewRoles: false,
  redis: () => redis.address,
})

describe('strategy jwt-denylist', () => {
  const replicas = createTestReplicas()
  let here: FastifyInstance
  let there: FastifyInstance
  beforeAll(async () => {
    const config = { modes: { lab: 'jwt-denylist' }, redis: redis.address, tokenTtlSeconds: 60 }
    here = (await replicas.build({ ...config, replica: 'replica-1' })).app
    there = (await replicas.build({ ...config, replica: 'replica-2' })).app
  })
  afterAll(() => replicas.close())
  const logInAs = (name: 'alice' | 'bob') => logIn(here, 'lab', 'token', name)

  test('refuses a logged-out token on the other replica at once: revoked', async () => {
    const alice = await logInAs('alice')
    // Both replicas have accepted the token before. The logout must still take effect at once.
    for (const app of [here, there, here, there]) expect((await alice.get('/me', app)).statusCode).toBe(200)
    await alice.send('POST', '/logout')
    for (const app of [here, there]) {
      expect((await alice.get('/me', app)).json()).toMatchObject({ status: 401, reason: 'revoked' })
    }
  })

  test('a logout ends every token of the login, also the one issued before the cart changed', async () => {
    const alice = await logInAs('alice')
    const before = alice.credential()
    await alice.send('POST', '/cart', { item: 'apple' })
    expect(alice.credential()).not.toEqual(before)
    await alice.send('POST', '/logout')
    for (const headers of [before, alice.credential()]) {
      expect((await there.inject({ url: '/lab/me', headers })).json().reason).toBe('revoked')
    }
  })

  test('a login after logout-all is valid', async () => {
    await (await logInAs('alice')).send('POST', '/logout-all')
    expect((await (await logInAs('alice')).get('/me', there)).statusCode).toBe(200)
  })

  test('keeps a revocation exactly as long as a token is valid', async () => {
    const client = new Redis(redis.address)
    const alice = await logInAs('alice')
    await client.flushall()
    const again = await logInAs('alice')
    await again.send('POST', '/logout')
    await again.send('POST', '/logout-all')
    const keys = await client.keys('lab:lab:*')
    expect(keys.map((key) => key.split(':')[2]).sort()).toEqual(['denied', 'generation'])
    for (const key of keys) {
      const ttl = await client.ttl(key)
      expect(ttl).toBeGreaterThan(60)
      expect(ttl).toBeLessThanOrEqual(65)
    }
    client.disconnect()
    // If Redis has lost its data, tokens are refused as revoked, not accepted again.
    expect((await alice.get('/me')).json().reason).toBe('revoked')
  })

  test.each(['SIGSTOP', 'kill'] as const)(
    'answers 503 while Redis is unreachable (%s): never 200, never 401',
    async (how) => {
      const [alice, revoked] = [await logInAs('alice'), await logInAs('alice')]
      await revoked.send('POST', '/logout')
      if (how === 'kill') await redis.kill()
      else redis.signal('SIGSTOP')
      const asked = [alice.get('/me'), revoked.get('/me', there), alice.send('POST', '/logout'), alice.get('/cart')]
      for (const answer of await Promise.all(asked)) {
        expect(answer.json()).toMatchObject({ status: 503, reason: 'store-unavailable' })
        expect(answer.headers['retry-after']).toBe('1')
      }
      expect((await logInAs('bob')).login.statusCode).toBe(503)
      // An invalid token is refused without a request to Redis.
      const headers = { authorization: 'Bearer rubbish' }
      expect((await here.inject({ url: '/lab/me', headers })).json().reason).toBe('malformed')
      if (how === 'kill') await redis.start()
      else redis.signal('SIGCONT')
      await vi.waitFor(async () => expect((await (await logInAs('bob')).get('/me', there)).statusCode).toBe(200), 3000)
    },
  )
})
