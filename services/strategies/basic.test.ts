import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { testStrategy } from './contract.ts'

testStrategy('basic', { keepsState: false, endsCredentials: false, seesNewRoles: true, endsStolen: true })

describe('strategy basic, of odd headers', () => {
  const replicas = createTestReplicas()
  let app: FastifyInstance
  beforeAll(async () => {
    app = (await replicas.build({ modes: { basic: 'basic' } })).app
  })
  afterAll(() => replicas.close())
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  test.each([
    ['another scheme', 'Bearer abc', 'missing'],
    ['no credentials', 'Basic', 'malformed'],
    ['no base64', 'Basic a:b', 'malformed'],
    ['no colon', `Basic ${base64('alice')}`, 'malformed'],
    ['no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0x61]).toString('base64')}`, 'malformed'],
    ['no password', `Basic ${base64('alice:')}`, 'bad-credentials'],
    ['a colon in the password', `Basic ${base64('alice:a:b')}`, 'bad-credentials'],
  ])('refuses %s: %s → %s', async (_, authorization, reason) => {
    const response = await app.inject({ url: '/basic/me', headers: { authorization } })
    expect(response.statusCode).toBe(401)
    expect(response.json().reason).toBe(reason)
    expect(response.headers['www-authenticate']).toBe('Basic realm="basic", charset="UTF-8"')
  })

  test('accepts the scheme in upper and lower case, as RFC 9110 requires', async () => {
    const authorization = `bASIC ${base64('alice:alice-password')}`
    expect((await app.inject({ url: '/basic/me', headers: { authorization } })).statusCode).toBe(200)
  })
})
