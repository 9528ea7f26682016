import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, describe, expect, test } from 'vitest'
import { deriveKey } from '../../replica/config/key.ts'
import { createTestReplicas } from '../../replica/testing/replica.fixture.ts'
import { logIn } from '../client.fixture.ts'
import type { TokenKey } from '../strategy.ts'
import { createSigningKey } from './jwt-keys.ts'

const secret = 'a secret that an attacker does not have'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const hs: TokenKey = { kid: 'hs-1', algorithm: 'HS256' }
const ed: TokenKey = { kid: 'ed-1', algorithm: 'EdDSA' }
const rs: TokenKey = { kid: 'rs-1', algorithm: 'RS256', pem }

const replicas = createTestReplicas()
afterAll(() => replicas.close())
const build = async (...tokenKeys: TokenKey[]) =>
  (await replicas.build({ modes: { jwt: 'jwt', other: 'jwt' }, secret, tokenKeys })).app
const tokenFrom = async (app: FastifyInstance): Promise<string> =>
  (await logIn(app, 'jwt', 'token', 'alice')).login.json().access_token
const ask = async (app: FastifyInstance, token: string) => {
  const response = await app.inject({ url: '/jwt/me', headers: { authorization: `Bearer ${token}` } })
  return response.statusCode === 200 ? response.json().name : `${response.statusCode} ${response.json().reason}`
}
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString())

describe('keys of tokens', () => {
  test.each([hs, ed, rs])('a token that one replica signs with $algorithm is verified by another one', async (key) => {
    const token = await tokenFrom(await build(key))
    expect(headerOf(token)).toEqual({ alg: key.algorithm, typ: 'at+jwt', kid: key.kid })
    expect(await ask(await build(key), token)).toBe('alice')
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const changed = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await ask(await build(key), changed)).toBe('401 bad-signature')
  })

  test('the first signs, all verify: a rotation with overlap logs no user out', async () => {
    const [before, during, after] = [await build(hs), await build(ed, hs), await build(ed)]
    const [old, young] = [await tokenFrom(before), await tokenFrom(during)]
    expect(headerOf(young).kid).toBe('ed-1')
    expect([await ask(during, old), await ask(during, young), await ask(after, young)]).toEqual(Array(3).fill('alice'))
    // During a rotation the old replica must verify the new key's tokens, so a key is added at the end before it becomes the first.
    expect(await ask(await build(hs, ed), young)).toBe('alice')
  })

  test('a rotation without overlap refuses older tokens: bad-signature', async () => {
    expect(await ask(await build(ed), await tokenFrom(await build(hs)))).toBe('401 bad-signature')
    expect(await ask(await build({ ...hs, kid: 'hs-2' }), await tokenFrom(await build(hs)))).toBe('401 bad-signature')
  })

  test('no two ids, algorithms or modes share a key', async () => {
    const derive = (purpose: string) => deriveKey(secret, `jwt:${purpose}`)
    const keys = [hs, { ...hs, kid: 'hs-2' }, ed, { ...ed, kid: 'hs-1' }].map((key) => createSigningKey(key, derive))
    expect(new Set(keys.map(({ secret }) => JSON.stringify(secret))).size).toBe(4)
    const app = await build(ed)
    const token = await tokenFrom(app)
    const other = await app.inject({ url: '/other/me', headers: { authorization: `Bearer ${token}` } })
    expect(other.json().reason).toBe('bad-signature')
  })

  test('an Ed25519 key is derived from its seed (RFC 8032, section 7.1, test 1)', () => {
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
    const key = createSigningKey(ed, () => seed).secret as { public: string }
    const { x } = createPublicKey(key.public).export({ format: 'jwk' })
    expect(Buffer.from(x as string, 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    )
  })
})

describe('algorithm confusion', () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = encode({
    ...{ iss: 'session-scaling-lab', aud: 'session-scaling-lab/jwt', sub: '3', jti: 'j', iat: now, exp: now + 60 },
    ...{ name: 'admin', role: 'admin', issuedBy: 'replica-1', version: 0, cart: [] },
  })
  const input = (alg: string, kid: string) => `${encode({ alg, typ: 'at+jwt', kid })}.${claims}`
  const hmac = (text: string, key: string | Buffer) =>
    `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  const publicKeyOf = (key: TokenKey): KeyObject => {
    const { secret: pair } = createSigningKey(key, (purpose) => deriveKey(secret, `jwt:${purpose}`))
    return createPublicKey((pair as { public: string }).public)
  }

  test.each([rs, ed])('HS256 with the public key of $algorithm as secret is refused with 401', async (key) => {
    const app = await build(key, hs)
    const publicKey = publicKeyOf(key)
    const asPem = publicKey.export({ format: 'pem', type: 'spki' })
    const secrets = [asPem, asPem.toString().trim(), publicKey.export({ format: 'der', type: 'spki' })]
    for (const kid of [key.kid, hs.kid]) {
      for (const as of secrets) expect(await ask(app, hmac(input('HS256', kid), as))).toBe('401 bad-signature')
    }
  })

  test('a key verifies only its own algorithm, also among other keys', async () => {
    const app = await build(rs, ed, hs)
    const signed = (alg: string, kid: string) =>
      `${input(alg, kid)}.${signWith('sha256', Buffer.from(input(alg, kid)), rsa.privateKey).toString('base64url')}`
    expect(await ask(app, signed('RS256', 'rs-1'))).toBe('admin')
    for (const [alg, kid] of [
      ['RS256', 'hs-1'],
      ['RS256', 'ed-1'],
      ['EdDSA', 'rs-1'],
      ['RS512', 'rs-1'],
      ['PS256', 'rs-1'],
    ] as const) {
      expect(await ask(app, signed(alg, kid)), `${alg} ${kid}`).toBe('401 bad-signature')
    }
  })

  test.each([
    ['an unknown kid', { alg: 'HS256', typ: 'at+jwt', kid: 'hs-9' }],
    ['no kid', { alg: 'HS256', typ: 'at+jwt' }],
    ['a kid that is an object', { alg: 'HS256', typ: 'at+jwt', kid: { kid: 'hs-1' } }],
    ['a kid that is a property of every object', { alg: 'HS256', typ: 'at+jwt', kid: 'constructor' }],
  ])('%s is refused: bad-signature', async (_, header) => {
    const app = await build(hs)
    const key = deriveKey(secret, 'jwt:token:HS256:hs-1')
    expect(await ask(app, hmac(input('HS256', 'hs-1'), key))).toBe('admin')
    expect(await ask(app, hmac(`${encode(header)}.${claims}`, key))).toBe('401 bad-signature')
  })
})
