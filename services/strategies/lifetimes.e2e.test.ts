import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { cookieOf, logIn } from './client.fixture.ts'
import { startTestRedis, type TestRedis } from './redis/redis.fixture.ts'

const cookieModes = ['memory', 'cluster', 'cluster-sync', 'redis', 'redis-atomic'] as const
const modes = Object.fromEntries([...cookieModes, 'jwt-refresh', 'jwt', 'basic', 'jwt-denylist'].map((m) => [m, m]))
const replicas = createTestReplicas()
let redis: TestRedis
let app: FastifyInstance
beforeAll(async () => {
  redis = await startTestRedis()
  const lives = { sessionTtlSeconds: 1800, sessionIdleSeconds: 600 }
  app = (await replicas.build({ ...lives, modes, redis: redis.address })).app
  await replicas.join()
  // All tests share one clock that only advances, as a cluster's clock never goes back.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
})
afterAll(async () => {
  vi.useRealTimers()
  await replicas.close()
  await redis.close()
})

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)
const outcome = (response: LightMyRequestResponse) => [response.statusCode, response.json().reason]

describe.each(cookieModes)('a session of mode %s', (mode) => {
  test('ends after the inactivity limit', async () => {
    const alice = await logIn(app, mode, 'cookie', 'alice')
    pass(599)
    expect((await alice.get('/me')).statusCode).toBe(200)
    pass(601)
    expect(outcome(await alice.get('/me'))).toEqual([401, 'expired'])
    expect(outcome(await alice.get('/me'))).toEqual([401, 'expired'])
  })

  test('stays valid while it is used, up to its absolute end', async () => {
    const alice = await logIn(app, mode, 'cookie', 'alice')
    for (let used = 0; used < 4; used += 1) {
      pass(440)
      expect((await alice.get('/me')).statusCode).toBe(200)
    }
    pass(50)
    expect(outcome(await alice.get('/me'))).toEqual([401, 'expired'])
  })

  test('loses no item when its last use is written', async () => {
    const alice = await logIn(app, mode, 'cookie', 'alice')
    await alice.send('POST', '/cart', { item: 'apple' })
    pass(100)
    await Promise.all([alice.get('/me'), alice.get('/me')])
    await alice.send('POST', '/cart', { item: 'pear' })
    expect((await alice.get('/cart')).json()).toEqual({ items: ['apple', 'pear'], version: 2 })
  })

  test('is not restored when its last use is written after the logout', async () => {
    const alice = await logIn(app, mode, 'cookie', 'alice')
    pass(100)
    const [, logout] = await Promise.all([alice.get('/me'), alice.send('POST', '/logout'), alice.get('/me')])
    expect(logout.statusCode).toBe(204)
    expect(outcome(await alice.get('/me'))).toEqual([401, 'unknown-session'])
  })
})

describe('a family of refresh tokens', () => {
  const renew = async (refresh_token: string) =>
    await app.inject({ method: 'POST', url: '/jwt-refresh/refresh', body: { refresh_token } })

  test('ends after the inactivity limit without a refresh', async () => {
    const { login } = await logIn(app, 'jwt-refresh', 'token', 'alice')
    pass(599)
    const renewed = await renew(login.json().refresh_token)
    expect(renewed.statusCode).toBe(200)
    pass(600)
    expect(outcome(await renew(renewed.json().refresh_token))).toEqual([401, 'expired'])
  })

  test('ends at its absolute end, however often it is used', async () => {
    let token = (await logIn(app, 'jwt-refresh', 'token', 'alice')).login.json().refresh_token
    for (let used = 0; used < 4; used += 1) {
      pass(440)
      token = (await renew(token)).json().refresh_token
    }
    pass(50)
    expect(outcome(await renew(token))).toEqual([401, 'expired'])
  })
})

describe('what a request costs', () => {
  /** Commands that Redis has executed, except the test's own. */
  async function commandsOf(requests: () => Promise<unknown>): Promise<Record<string, number>> {
    const observer = new Redis(redis.address)
    await observer.config('RESETSTAT')
    await requests()
    const calls = [...(await observer.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
    observer.disconnect()
    return Object.fromEntries(
      calls.flatMap(([, name, count]) => (/^(config|info|client)/.test(`${name}`) ? [] : [[`${name}`, Number(count)]])),
    )
  }
  const twenty = (get: () => Promise<unknown>) => Promise.all(Array.from({ length: 20 }, get))

  test.each([
    ['redis', 'get'],
    ['redis-atomic', 'hgetall'],
  ])('GET /me of mode %s is one %s, and nothing else', async (mode, command) => {
    const alice = await logIn(app, mode, 'cookie', 'alice')
    expect(await commandsOf(() => twenty(() => alice.get('/me')))).toEqual({ [command]: 20 })
  })

  test('the last use is written at most once per tenth of the inactivity limit', async () => {
    const alice = await logIn(app, 'redis', 'cookie', 'alice')
    pass(61)
    await alice.get('/me')
    expect(await commandsOf(() => twenty(() => alice.get('/me')))).toEqual({ get: 20 })
    pass(61)
    const counts = await commandsOf(async () => {
      await alice.get('/me')
      await alice.get('/me')
    })
    expect(counts).toMatchObject({ get: 2, setrange: 1 })
  })
})

describe.each([...cookieModes, 'jwt-refresh' as const])('the logins of a user in mode %s', (mode) => {
  const kind = mode === 'jwt-refresh' ? 'token' : 'cookie'
  const listOf = async (client: Awaited<ReturnType<typeof logIn>>, path = '/sessions') =>
    (await client.get(path)).json().sessions as { handle: string; current: boolean }[]
  /** Whether the login still works. Access tokens stay valid for their minute, by design. */
  const lives = async (client: Awaited<ReturnType<typeof logIn>>) => {
    if (kind === 'cookie') return (await client.get('/me')).statusCode === 200
    const body = { refresh_token: client.login.json().refresh_token }
    return (await app.inject({ method: 'POST', url: `/${mode}/refresh`, body })).statusCode === 200
  }

  beforeEach(async () => {
    await (await logIn(app, mode, kind, 'alice')).send('POST', '/logout-all')
    // A logout-all also ends logins of the same millisecond.
    pass(1)
  })

  test('are listed without credentials', async () => {
    const [here, elsewhere] = [await logIn(app, mode, kind, 'alice'), await logIn(app, mode, kind, 'alice')]
    const response = await here.get('/sessions')
    expect(response.statusCode).toBe(200)
    expect((await listOf(here)).map(({ current }) => current).toSorted()).toEqual([false, true])
    const times = { startedAt: expect.any(String), lastSeenAt: expect.any(String), endsAt: expect.any(String) }
    const [first] = await listOf(here)
    expect(first).toEqual({ handle: expect.any(String), issuedBy: 'replica-1', current: expect.any(Boolean), ...times })
    for (const { login } of [here, elsewhere]) {
      const id =
        kind === 'cookie' ? decodeURIComponent(cookieOf(login)).slice(4, 28) : login.json().refresh_token.slice(0, 24)
      expect(id).toMatch(/^[\w-]{24}$/)
      expect(response.body).not.toContain(id)
    }
  })

  test('end one by one, and are then no longer listed', async () => {
    const [here, elsewhere] = [await logIn(app, mode, kind, 'alice'), await logIn(app, mode, kind, 'alice')]
    const other = (await listOf(here)).find(({ current }) => !current)
    expect((await here.send('DELETE', `/sessions/${other?.handle}`)).json()).toEqual({ ended: 1 })
    expect(await lives(elsewhere)).toBe(false)
    expect(await lives(here)).toBe(true)
    expect(outcome(await here.send('DELETE', `/sessions/${other?.handle}`))).toEqual([404, 'no-such-session'])
    expect(await listOf(here)).toHaveLength(1)
  })

  test("end all together except the current one; other users' sessions stay", async () => {
    const [here, bob] = [await logIn(app, mode, kind, 'alice'), await logIn(app, mode, kind, 'bob')]
    const others = [await logIn(app, mode, kind, 'alice'), await logIn(app, mode, kind, 'alice')]
    expect((await here.send('DELETE', '/sessions')).json()).toEqual({ ended: 2 })
    for (const other of others) expect(await lives(other)).toBe(false)
    expect(await lives(here)).toBe(true)
    expect(await lives(bob)).toBe(true)
  })

  test('can be listed and ended by an admin, and by no other user', async () => {
    const [alice, bob, admin] = [
      await logIn(app, mode, kind, 'alice'),
      await logIn(app, mode, kind, 'bob'),
      await logIn(app, mode, kind, 'admin'),
    ]
    const path = '/admin/users/1/sessions'
    expect(outcome(await bob.get(path))).toEqual([403, 'not-an-admin'])
    expect(outcome(await bob.send('DELETE', path))).toEqual([403, 'not-an-admin'])
    const [entry] = await listOf(alice)
    expect(outcome(await bob.send('DELETE', `/sessions/${entry?.handle}`))).toEqual([404, 'no-such-session'])
    expect(await listOf(admin, path)).toMatchObject([{ handle: entry?.handle, current: false }])
    expect((await admin.send('DELETE', `${path}/${entry?.handle}`)).json()).toEqual({ ended: 1 })
    expect(await lives(alice)).toBe(false)
    const again = await logIn(app, mode, kind, 'alice')
    expect((await admin.send('DELETE', path)).json()).toEqual({ ended: 1 })
    expect(await lives(again)).toBe(false)
  })

  test('are not listed after the inactivity limit', async () => {
    await logIn(app, mode, kind, 'alice')
    pass(601)
    expect(await listOf(await logIn(app, mode, kind, 'alice'))).toHaveLength(1)
  })
})

test.each(['jwt', 'jwt-denylist', 'basic'])('mode %s stores no list of sessions, and answers so', async (mode) => {
  const admin = await logIn(app, mode, mode === 'basic' ? 'password' : 'token', 'admin')
  for (const path of ['/sessions', '/admin/users/1/sessions']) {
    expect(outcome(await admin.get(path))).toEqual([501, 'no-session-list'])
    expect(outcome(await admin.send('DELETE', path))).toEqual([501, 'no-session-list'])
  }
})
