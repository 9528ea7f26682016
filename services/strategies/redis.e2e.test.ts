import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { logIn, passwordOf } from './client.fixture.ts'
import { testStrategy } from './contract.ts'
import { startTestRedis, type TestRedis } from './redis/redis.fixture.ts'

/** A request waits at most 300 ms for Redis. The rest allows for a slow machine. */
const answeredWithinMs = 10_000

let redis: TestRedis
beforeAll(async () => {
  redis = await startTestRedis()
})
afterAll(() => redis.close())

testStrategy('redis', {
  keepsState: true,
  endsCredentials: true,
  seesNewRoles: true,
  redis: () => redis.address,
})

describe('strategy redis, while Redis is unreachable', () => {
  const replicas = createTestReplicas()
  let app: FastifyInstance
  beforeAll(async () => {
    app = (await replicas.build({ modes: { redis: 'redis' }, redis: redis.address })).app
  })
  afterAll(() => replicas.close())

  async function expectUnavailable(request: Promise<Awaited<ReturnType<FastifyInstance['inject']>>>) {
    const startedAt = performance.now()
    const response = await request
    expect(performance.now() - startedAt).toBeLessThan(answeredWithinMs)
    expect(response.json()).toMatchObject({ status: 503, reason: 'store-unavailable' })
    expect(response.headers['retry-after']).toBe('1')
    // The 503 does not log the user out: the browser keeps its cookie.
    expect(response.headers).not.toHaveProperty('set-cookie')
  }

  test('answers 503 while Redis hangs, and knows all sessions again when Redis continues', async () => {
    const alice = await logIn(app, 'redis', 'cookie', 'alice')
    redis.signal('SIGSTOP')
    await expectUnavailable(alice.get('/me'))
    await expectUnavailable(alice.send('POST', '/cart', { item: 'apple' }))
    await expectUnavailable(alice.send('POST', '/logout'))
    redis.signal('SIGCONT')
    await vi.waitFor(async () => expect((await alice.get('/me')).statusCode).toBe(200))
  })

  test('answers 503 while Redis is dead, also to logins, and recovers by itself', async () => {
    const alice = await logIn(app, 'redis', 'cookie', 'alice')
    await redis.kill()
    await expectUnavailable(alice.get('/me'))
    const body = { username: 'user', password: 'wrong' }
    expect((await app.inject({ method: 'POST', url: '/redis/login', body })).statusCode).toBe(401)
    expect((await logIn(app, 'redis', 'cookie', 'bob')).login.statusCode).toBe(503)
    await redis.start()
    await vi.waitFor(async () => expect((await logIn(app, 'redis', 'cookie', 'bob')).login.statusCode).toBe(200))
    // This Redis stores nothing on disk, so its sessions are lost after the restart: alice is logged out only now.
    expect((await alice.get('/me')).json().reason).toBe('unknown-session')
  })

  test('starts without Redis, and works once Redis is up', async () => {
    await redis.kill()
    const { app } = await replicas.build({ modes: { redis: 'redis' }, redis: redis.address })
    const body = { username: 'alice', password: passwordOf('alice') }
    await expectUnavailable(
      app.inject({ url: '/redis/me', headers: { cookie: 'sid=x' } }).then(async () => {
        const { login } = await logIn(app, 'redis', 'cookie', 'alice')
        return login
      }),
    )
    await redis.start()
    await vi.waitFor(async () => {
      expect((await app.inject({ method: 'POST', url: '/redis/login', body })).statusCode).toBe(200)
    })
  })
})
