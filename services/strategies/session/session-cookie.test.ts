import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BuiltReplica } from '../../replica/app.ts'
import { createTestReplicas } from '../../replica/testing/replica.fixture.ts'
import { cookieOf, logIn } from '../client.fixture.ts'

describe('the session cookie', () => {
  const replicas = createTestReplicas()
  let replica: BuiltReplica
  beforeAll(async () => {
    replica = await replicas.build({ modes: { memory: 'memory', sticky: 'memory' }, sessionTtlSeconds: 60 })
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => replicas.close())

  const logInAs = (name: 'alice' | 'bob', cookie?: string) =>
    logIn(replica.app, 'memory', 'cookie', name, cookie === undefined ? {} : { cookie })
  const reasonFor = async (cookie: string, mode = 'memory') =>
    (await replica.app.inject({ url: `/${mode}/me`, headers: { cookie } })).json().reason

  test('is HttpOnly, SameSite=Lax, and is sent to its own mode only', async () => {
    const { login } = await logInAs('alice')
    expect(login.headers['set-cookie']).toMatch(/^sid=[^;]+; Path=\/memory; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
  })

  test('is refused with the reason', async () => {
    const cookie = cookieOf((await logInAs('alice')).login)
    expect(await reasonFor('sid=')).toBe('missing')
    expect(await reasonFor('sid=rubbish')).toBe('malformed')
    expect(await reasonFor(`sid=${'x'.repeat(10_000)}`)).toBe('malformed')
    expect(await reasonFor(cookie.replace('sid=', 'sid=').replace(/=.{24}/, `=${'A'.repeat(24)}`))).toBe(
      'bad-signature',
    )
  })

  test('of one mode is refused by another mode with the same strategy', async () => {
    const cookie = cookieOf((await logInAs('alice')).login)
    expect(await reasonFor(cookie, 'sticky')).toBe('bad-signature')
  })

  test('changes at login, so that a planted one does not become logged in', async () => {
    const planted = cookieOf((await logInAs('bob')).login)
    const alice = await logInAs('alice', planted)
    expect(cookieOf(alice.login)).not.toBe(planted)
    expect(await reasonFor(planted)).toBe('unknown-session')
  })

  test('expires at the configured time after login, however busy the session is', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const alice = await logInAs('alice')
    vi.advanceTimersByTime(50_000)
    expect((await alice.send('POST', '/cart', { item: 'apple' })).statusCode).toBe(200)
    expect((await alice.get('/me')).statusCode).toBe(200)
    vi.advanceTimersByTime(11_001)
    const late = await alice.get('/me')
    expect(late.statusCode).toBe(401)
    expect(late.json().reason).toBe('expired')
  })

  test('is revoked when its user does not exist any more', async () => {
    const bob = await logInAs('bob')
    const database = new DatabaseSync(replicas.database)
    database.exec("DELETE FROM posts; UPDATE users SET id = 4711 WHERE name = 'bob'")
    expect((await bob.get('/me')).json().reason).toBe('revoked')
    database.exec("UPDATE users SET id = 2 WHERE name = 'bob'")
    database.close()
  })

  test('is not issued without a login, and no session is stored', async () => {
    const held = () => replica.modes.get('memory')?.sessionsHeld()
    const before = held()
    const response = await replica.app.inject({ url: '/memory/me', headers: { cookie: 'sid=planted' } })
    expect(response.headers['set-cookie']).toMatch(/^sid=; Max-Age=0/)
    expect(held()).toBe(before)
    await logInAs('alice')
    expect(held()).toBe((before ?? 0) + 1)
  })

  test.each([
    ['cleared', /^sid=; Max-Age=0; Path=\/memory/],
    ['overwritten', /^sid=[^;.]+\.[^;]+; Path=\/memory; HttpOnly/],
    ['kept', undefined],
  ] as const)('of an unknown session is %s, and works again where the session is', async (unknownCookie, expected) => {
    const { app } = await replicas.build({ replica: 'replica-2', modes: { memory: 'memory' }, unknownCookie })
    const alice = await logInAs('alice')
    const response = await alice.get('/me', app)
    expect(response.json().reason).toBe('unknown-session')
    if (expected === undefined) expect(response.headers).not.toHaveProperty('set-cookie')
    else expect(response.headers['set-cookie']).toMatch(expected)
    expect(cookieOf(response)).not.toBe(alice.credential()['cookie'])
    expect((await alice.get('/me')).statusCode).toBe(200)
    // Nothing of it hinders the next login here.
    const again = await logIn(app, 'memory', 'cookie', 'alice', alice.credential())
    expect((await again.get('/me', app)).statusCode).toBe(200)
  })

  test('is cleared at logout', async () => {
    const response = await (await logInAs('alice')).send('POST', '/logout')
    expect(response.headers['set-cookie']).toMatch(/^sid=; Max-Age=0; Path=\/memory/)
  })
})
