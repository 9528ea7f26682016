import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { deriveKey } from '../replica/config/key.ts'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { cookieOf, logIn, passwordOf } from './client.fixture.ts'
import { testStrategy } from './contract.ts'

testStrategy('jwt', { keepsState: true, endsCredentials: false, seesNewRoles: false })

describe('a token of strategy jwt', () => {
  const replicas = createTestReplicas()
  const secret = 'a secret that an attacker does not have'
  const key = deriveKey(secret, 'jwt:token:HS256:hs256-1')
  let app: FastifyInstance
  beforeAll(async () => {
    app = (await replicas.build({ modes: { jwt: 'jwt', other: 'jwt' }, secret, tokenTtlSeconds: 60 })).app
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => replicas.close())

  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const sign = (header: object, payload: unknown, { algorithm = 'sha256', by = key } = {}) => {
    const input = `${encode(header)}.${encode(payload)}`
    return `${input}.${createHmac(algorithm, by).update(input).digest('base64url')}`
  }
  const header = { alg: 'HS256', typ: 'at+jwt', kid: 'hs256-1' }
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...{ iss: 'session-scaling-lab', aud: 'session-scaling-lab/jwt', sub: '1', jti: 'j', iat: now, exp: now + 60 },
    ...{ name: 'alice', role: 'user', issuedBy: 'replica-1', version: 0, cart: [] },
  }
  const without = (claim: keyof typeof claims) => ({ ...claims, [claim]: undefined })
  const ask = (token: string) => app.inject({ url: '/jwt/me', headers: { authorization: `Bearer ${token}` } })

  test('is accepted if it is what the replica would have signed', async () => {
    expect((await ask(sign(header, claims))).json()).toMatchObject({ name: 'alice' })
  })

  test.each([
    [0, null],
    [2, { verified: 5, hits: 2 }],
  ])('is remembered by the last %i of a cache that is switched on, and counted: %j', async (tokenCache, expected) => {
    const { app, modes } = await replicas.build({ modes: { jwt: 'jwt' }, secret, tokenCache })
    const tokens = ['a', 'b', 'c'].map((jti) => sign(header, { ...claims, jti }))
    const [a, b, c] = tokens as [string, string, string]
    // With room for two, the third token drives the first out.
    for (const token of [a, a, b, c, c]) {
      const answer = await app.inject({ url: '/jwt/me', headers: { authorization: `Bearer ${token}` } })
      expect(answer.statusCode).toBe(200)
    }
    expect(modes.get('jwt')?.tokenCache()).toEqual(expected)
  })

  const forged: [string, string, string][] = [
    ['is not a token', 'rubbish', 'malformed'],
    ['has an empty payload', `${encode(header)}..x`, 'malformed'],
    ['has a payload that is not an object', sign(header, [1]), 'malformed'],
    ['has no signature', `${sign(header, claims).split('.').slice(0, 2).join('.')}.`, 'bad-signature'],
    ['names alg none', `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`, 'bad-signature'],
    ['was signed with another key', sign(header, claims, { by: 'another' }), 'bad-signature'],
    ['was signed with HS512', sign({ ...header, alg: 'HS512' }, claims, { algorithm: 'sha512' }), 'bad-signature'],
    ['names RS256 with the HS256 key as public key', sign({ ...header, alg: 'RS256' }, claims), 'bad-signature'],
    ['has a padded signature', `${sign(header, claims)}=`, 'bad-signature'],
    ['is of another type', sign({ ...header, typ: 'JWT' }, claims), 'wrong-audience'],
    ['has a critical extension', sign({ ...header, crit: ['b64'], b64: false }, claims), 'malformed'],
    ['is for another mode', sign(header, { ...claims, aud: 'session-scaling-lab/other' }), 'wrong-audience'],
    ['is by another issuer', sign(header, { ...claims, iss: 'somebody' }), 'wrong-audience'],
    ['never expires', sign(header, without('exp')), 'malformed'],
    ['has a text as expiry', sign(header, { ...claims, exp: '9999999999' }), 'malformed'],
    ['has no subject', sign(header, without('sub')), 'malformed'],
    ['has a subject that is not an id', sign(header, { ...claims, sub: 'alice' }), 'malformed'],
    ['has an unknown role', sign(header, { ...claims, role: 'root' }), 'malformed'],
    ['has expired', sign(header, { ...claims, iat: now - 120, exp: now - 60 }), 'expired'],
    ['was issued in the future', sign(header, { ...claims, iat: now + 3600, exp: now + 7200 }), 'not-yet-valid'],
    ['is not valid yet', sign(header, { ...claims, nbf: now + 3600 }), 'not-yet-valid'],
  ]
  test.each(forged)('that %s is refused: %s', async (_, token, reason) => {
    const response = await ask(token)
    expect(response.statusCode).toBe(401)
    expect(response.json().reason).toBe(reason)
    expect(response.headers['www-authenticate']).toBe('Bearer realm="jwt"')
  })

  test('that is any other text is refused with 401, never 500', async () => {
    const anyJson = fc.jsonValue().map((value) => sign(header, value))
    const anyHeader = fc.object().map((value) => sign(value, claims))
    const printable = fc.string({ unit: fc.constantFrom(...'aA0.-_=%"{}[] ') })
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyJson, anyHeader, printable), async (token) => {
        expect((await ask(token)).statusCode).toBe(401)
      }),
    )
  })

  describe('that was accepted before', () => {
    const accepted = async (payload: object) => {
      vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 })
      const token = sign(header, payload)
      for (let request = 0; request < 3; request += 1) expect((await ask(token)).statusCode).toBe(200)
      return token
    }
    const at = async (seconds: number, token: string) => {
      vi.useFakeTimers({ toFake: ['Date'], now: seconds * 1000 })
      return (await ask(token)).json().reason
    }

    test('is refused when it has expired', async () => {
      expect(await at(now + 66, await accepted({ ...claims, jti: 'expires' }))).toBe('expired')
    })

    test('is refused if the clock is set back to before its time', async () => {
      expect(await at(now - 3600, await accepted({ ...claims, jti: 'issued later' }))).toBe('not-yet-valid')
      const notBefore = { ...claims, jti: 'not before', iat: now - 55, nbf: now - 5, exp: now + 5 }
      expect(await at(now - 30, await accepted(notBefore))).toBe('not-yet-valid')
    })

    test('makes neither a token that differs in one character nor another mode accept it', async () => {
      const token = await accepted({ ...claims, jti: 'copied' })
      for (const place of [3, token.indexOf('.') + 3, token.lastIndexOf('.') + 3]) {
        const changed = `${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`
        expect((await ask(changed)).statusCode).toBe(401)
      }
      const elsewhere = await app.inject({ url: '/other/me', headers: { authorization: `Bearer ${token}` } })
      expect(elsewhere.statusCode).toBe(401)
    })

    test('may carry a cart that is too long for the cache', async () => {
      const cart = Array.from({ length: 100 }, (_, item) => `item-${item}-${'x'.repeat(30)}`)
      await accepted({ ...claims, jti: 'long', cart })
    })
  })

  test('contains the user, its id, issuer, times and the cart, and nothing more', async () => {
    const alice = await logIn(app, 'jwt', 'token', 'alice')
    const { access_token } = (await alice.send('POST', '/cart', { item: 'apple' })).json()
    const payload = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString())
    const random = { jti: expect.any(String), iat: expect.any(Number), exp: expect.any(Number) }
    expect(payload).toEqual({ ...claims, ...random, cart: ['apple'], version: 1 })
  })

  test('expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const alice = await logIn(app, 'jwt', 'token', 'alice')
    vi.advanceTimersByTime(59_000)
    expect((await alice.get('/me')).statusCode).toBe(200)
    vi.advanceTimersByTime(10_000)
    expect((await alice.get('/me')).json().reason).toBe('expired')
  })

  test('is accepted after its expiry for the clock tolerance, counted in whole seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_900 })
    const settings = { modes: { jwt: 'jwt' }, secret, tokenTtlSeconds: 2, clockToleranceSeconds: 1 }
    const alice = await logIn((await replicas.build(settings)).app, 'jwt', 'token', 'alice')
    vi.advanceTimersByTime(2_100) // issued at .9 s: counted from the second that had begun
    expect((await alice.get('/me')).statusCode).toBe(200)
    vi.advanceTimersByTime(1)
    expect((await alice.get('/me')).json().reason).toBe('expired')
  })

  test('that is rewritten for the cart keeps its id and expiry: writing does not prolong it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const alice = await logIn(app, 'jwt', 'token', 'alice')
    const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
    const before = claimsOf(alice.login.json().access_token)
    vi.advanceTimersByTime(30_000)
    const after = claimsOf((await alice.send('POST', '/cart', { item: 'apple' })).json().access_token)
    expect(after).toEqual({ ...before, iat: before.iat + 30, version: 1, cart: ['apple'] })
    vi.advanceTimersByTime(36_000)
    expect((await alice.get('/me')).json().reason).toBe('expired')
  })

  test('is set as an HttpOnly cookie if the login asks for it, and so is its successor', async () => {
    const body = { username: 'alice', password: passwordOf('alice'), cookie: true }
    const login = await app.inject({ method: 'POST', url: '/jwt/login', body })
    expect(login.json()).not.toHaveProperty('access_token')
    expect(login.headers['set-cookie']).toMatch(/^token=[^;]+; Max-Age=60; Path=\/jwt; HttpOnly; SameSite=Lax$/)
    const cart = await app.inject({
      method: 'POST',
      url: '/jwt/cart',
      headers: { cookie: cookieOf(login) },
      body: { item: 'apple' },
    })
    expect(cart.json()).toEqual({ items: ['apple'], version: 1 })
    const read = await app.inject({ url: '/jwt/cart', headers: { cookie: cookieOf(cart) } })
    expect(read.json()).toEqual({ items: ['apple'], version: 1 })
    const logout = await app.inject({ method: 'POST', url: '/jwt/logout', headers: { cookie: cookieOf(cart) } })
    expect(logout.headers['set-cookie']).toMatch(/^token=; Max-Age=0; Path=\/jwt/)
  })
})
