import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { cookieOf, logIn, passwordOf } from './client.fixture.ts'
import { testStrategy } from './contract.ts'
import { startTestRedis, type TestRedis } from './redis/redis.fixture.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startTestRedis()
})
afterAll(() => redis.close())

testStrategy('jwt-refresh', {
  keepsState: true,
  endsCredentials: false,
  seesNewRoles: false,
  redis: () => redis.address,
})

describe('strategy jwt-refresh', () => {
  const replicas = createTestReplicas()
  let here: FastifyInstance
  let there: FastifyInstance
  beforeAll(async () => {
    const config = { modes: { lab: 'jwt-refresh', plain: 'jwt' }, redis: redis.address }
    here = (await replicas.build({ ...config, replica: 'replica-1' })).app
    there = (await replicas.build({ ...config, replica: 'replica-2' })).app
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => replicas.close())

  const logInAs = (name: 'alice' | 'bob' | 'admin') => logIn(here, 'lab', 'token', name)
  const refresh = (token: unknown, replica = there, headers: Record<string, string> = {}) =>
    replica.inject({ method: 'POST', url: '/lab/refresh', headers, body: { refresh_token: token } })
  const logInForToken = async () => (await logInAs('alice')).login.json().refresh_token as string
  const reasonFor = async (token: unknown) => {
    const answer = await refresh(token)
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="lab"')
    return answer.json().reason
  }
  const roleOf = (token: string, path: string) =>
    here.inject({ url: path, headers: { authorization: `Bearer ${token}` } })

  test('an access token expires after a minute; a refresh on another replica renews it and keeps the cart', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const alice = await logInAs('alice')
    await alice.send('POST', '/cart', { item: 'apple' })
    vi.advanceTimersByTime(70_000)
    expect((await alice.get('/me')).json()).toMatchObject({ status: 401, reason: 'expired' })
    const renewed = await refresh(alice.login.json().refresh_token, there, alice.credential())
    expect(Object.keys(renewed.json())).toEqual(['access_token', 'refresh_token'])
    const headers = { authorization: `Bearer ${renewed.json().access_token}` }
    expect((await here.inject({ url: '/lab/cart', headers })).json()).toEqual({ items: ['apple'], version: 1 })
  })

  test('a refresh keeps the cart of a token of the same family only', async () => {
    const [alice, bob] = [await logInAs('alice'), await logInAs('bob')]
    await bob.send('POST', '/cart', { item: 'apple' })
    const renewed = await refresh(alice.login.json().refresh_token, there, bob.credential())
    const headers = { authorization: `Bearer ${renewed.json().access_token}` }
    expect((await here.inject({ url: '/lab/cart', headers })).json()).toEqual({ items: [], version: 0 })
    expect((await here.inject({ url: '/lab/me', headers })).json().name).toBe('alice')
  })

  test('reuse of a refresh token after its successor was used ends the whole family', async () => {
    const first = await logInForToken()
    const second = (await refresh(first)).json().refresh_token
    const third = (await refresh(second, here)).json().refresh_token
    expect(await reasonFor(first)).toBe('revoked')
    for (const token of [third, second, first]) expect(await reasonFor(token)).toBe('revoked')
  })

  test('reuse of a refresh token after the grace period ends the family, also while its successor is unused', async () => {
    const first = await logInForToken()
    const second = (await refresh(first)).json().refresh_token
    await new Promise((resolve) => setTimeout(resolve, 3100))
    expect(await reasonFor(first)).toBe('revoked')
    expect(await reasonFor(second)).toBe('revoked')
  })

  test('concurrent refreshes on two replicas get the same valid successor', async () => {
    let token = await logInForToken()
    for (let round = 0; round < 50; round += 1) {
      const answers = await Promise.all([refresh(token, here), refresh(token, there), refresh(token, here)])
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
      const successors = new Set(answers.map((answer) => answer.json().refresh_token))
      expect(successors.size).toBe(1)
      token = [...successors][0]
    }
  })

  test('reports why a refresh token is refused, and a guessed token ends no family', async () => {
    const token = await logInForToken()
    expect(await reasonFor('rubbish')).toBe('malformed')
    expect(await reasonFor(undefined)).toBe('missing')
    expect(await reasonFor(`${token.slice(0, -6)}AAAAAA`)).toBe('unknown-session')
    expect(await reasonFor(`${'A'.repeat(24)}${token.slice(24)}`)).toBe('unknown-session')
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.advanceTimersByTime(1_802_000)
    expect(await reasonFor(token)).toBe('expired')
    vi.useRealTimers()
    expect((await refresh(token)).statusCode).toBe(200)
  })

  test('logout ends the family; logout-all ends all families of the user and of no other user', async () => {
    const [one, two, bob] = [await logInAs('alice'), await logInAs('alice'), await logInAs('bob')]
    await one.send('POST', '/logout')
    expect(await reasonFor(one.login.json().refresh_token)).toBe('revoked')
    const renewed = await refresh(two.login.json().refresh_token)
    expect(renewed.statusCode).toBe(200)
    await two.send('POST', '/logout-all')
    expect(await reasonFor(renewed.json().refresh_token)).toBe('revoked')
    expect((await refresh(bob.login.json().refresh_token)).statusCode).toBe(200)
  })

  test('a removed role is gone after the next refresh', async () => {
    const [admin, bob] = [await logInAs('admin'), await logInAs('bob')]
    await admin.send('PUT', '/admin/users/2/role', { role: 'admin' })
    const promoted = (await refresh(bob.login.json().refresh_token)).json()
    expect((await roleOf(promoted.access_token, '/lab/admin/users')).statusCode).toBe(200)
    await admin.send('PUT', '/admin/users/2/role', { role: 'user' })
    const demoted = (await refresh(promoted.refresh_token)).json()
    expect((await roleOf(demoted.access_token, '/lab/admin/users')).statusCode).toBe(403)
  })

  test('sends tokens in HttpOnly cookies if the login asks for them; the refresh cookie is sent to /refresh only', async () => {
    const body = { username: 'alice', password: passwordOf('alice'), cookie: true }
    const login = await here.inject({ method: 'POST', url: '/lab/login', body })
    expect(login.json()).toEqual({ user: { id: 1, name: 'alice', role: 'user' } })
    const refreshCookie = /^refresh=[^;]+; Path=\/lab\/refresh; Expires=[^;]+; HttpOnly; SameSite=Lax$/
    expect(login.headers['set-cookie']).toContainEqual(expect.stringMatching(refreshCookie))
    const renewed = await there.inject({ method: 'POST', url: '/lab/refresh', headers: { cookie: cookieOf(login) } })
    expect(renewed.json()).toEqual({})
    expect(renewed.headers['set-cookie']).toContainEqual(expect.stringMatching(refreshCookie))
    const headers = { cookie: cookieOf(renewed) }
    expect((await here.inject({ url: '/lab/me', headers })).json().name).toBe('alice')
    const logout = await here.inject({ method: 'POST', url: '/lab/logout', headers })
    expect(logout.headers['set-cookie']).toContainEqual(
      expect.stringMatching(/^refresh=; Max-Age=0; Path=\/lab\/refresh/),
    )
    expect((await here.inject({ method: 'POST', url: '/lab/refresh', headers })).json().reason).toBe('revoked')
  })

  test('/refresh is 404 for strategies without it, and refuses an invalid body', async () => {
    expect((await here.inject({ method: 'POST', url: '/plain/refresh' })).statusCode).toBe(404)
    expect((await refresh(1)).json().reason).toBe('invalid-request')
  })

  test('while Redis is down, access tokens work; logins, refreshes and logouts get 503', async () => {
    const alice = await logInAs('alice')
    await redis.kill()
    expect((await alice.get('/me', there)).statusCode).toBe(200)
    const asked = [refresh(alice.login.json().refresh_token), alice.send('POST', '/logout')]
    for (const answer of await Promise.all(asked)) expect(answer.json().reason).toBe('store-unavailable')
    expect((await logInAs('bob')).login.statusCode).toBe(503)
    await redis.start()
    await vi.waitFor(async () => expect((await logInAs('bob')).login.statusCode).toBe(200), 3000)
    // This Redis stores nothing on disk.
    expect(await reasonFor(alice.login.json().refresh_token)).toBe('unknown-session')
  })
})
