import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { strategies } from '../strategies/registry.ts'
import { StoreUnavailable } from '../strategies/strategy.ts'
import { createTestReplicas } from './testing/replica.fixture.ts'

const replicas = createTestReplicas()
let app: FastifyInstance

const credentials = JSON.stringify({ username: 'alice', password: 'alice-password' })
const json = { 'content-type': 'application/json' }
const post = (payload: string | Buffer, headers: Record<string, string> = json): InjectOptions => ({
  method: 'POST',
  url: '/memory/login',
  headers,
  payload,
})

/** A registry whose strategy `memory` throws an error in `identify`. */
const failingWith = (error: Error) => ({
  ...strategies,
  memory: {
    ...strategies.memory,
    load: async () => async () => ({
      challenge: 'None',
      issue: async () => ({}),
      identify: () => {
        throw error
      },
    }),
  },
})

beforeAll(async () => {
  app = (await replicas.build()).app
})
afterAll(() => replicas.close())

describe('a replica refuses with a problem document', () => {
  test.each<[string, InjectOptions, number, string]>([
    ['malformed JSON', post('{"username":'), 400, 'malformed-body'],
    ['a body that is not UTF-8', post(Buffer.from([0x22, 0xff, 0xfe, 0x22])), 400, 'malformed-body'],
    ['a prototype in the body', post('{"__proto__":{"admin":true}}'), 400, 'malformed-body'],
    ['an empty body', post(''), 400, 'invalid-request'],
    ['a missing field', post('{"username":"alice"}'), 400, 'invalid-request'],
    ['an unknown field', post('{"username":"a","password":"b","role":"admin"}'), 400, 'invalid-request'],
    ['a field of another type', post('{"username":"a","password":1}'), 400, 'invalid-request'],
    ['an oversize body', post(`"${'x'.repeat(20_000)}"`), 413, 'body-too-large'],
    ['plain text', post(credentials, { 'content-type': 'text/plain' }), 415, 'wrong-content-type'],
    ['a form', post('username=a', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'wrong-content-type'],
    ['no content type', post(credentials, {}), 415, 'wrong-content-type'],
    ['an unknown route', { url: '/memory/nowhere' }, 404, 'not-found'],
    ['an unknown mode', { url: '/nowhere/me' }, 404, 'not-found'],
    ['an address that cannot be decoded', { url: '/memory/%E0%A4%A' }, 400, 'bad-request'],
    ['a wrong method', { method: 'DELETE', url: '/memory/me' }, 405, 'method-not-allowed'],
    ['a method without any route', { method: 'TRACE' as 'GET', url: '/memory/login' }, 405, 'method-not-allowed'],
    ['a 10 kB cookie', { url: '/memory/me', headers: { cookie: `sid=${'x'.repeat(10_000)}` } }, 401, 'malformed'],
  ])('%s', async (_, request, status, reason) => {
    const response = await app.inject(request)
    expect(response.statusCode).toBe(status)
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(response.headers['x-replica']).toBe('replica-1')
    expect(response.json()).toMatchObject({ type: `urn:session-scaling-lab:problem:${reason}`, status, reason })
    expect(response.body).not.toMatch(/at .*\.(ts|js):\d|node_modules/)
    expect((await app.inject(post(credentials))).statusCode).toBe(200)
  })

  test('the answer to a wrong method lists the right ones', async () => {
    const allow = async (url: string) => (await app.inject({ method: 'PATCH', url })).headers['allow']
    expect(await allow('/memory/posts/1?x=1')).toBe('DELETE, GET, HEAD, PUT')
    expect(await allow('/memory/login')).toBe('POST')
  })

  test('an unavailable store is 503 with Retry-After, without details of the store', async () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.7:6379')
    const options = { strategies: failingWith(new StoreUnavailable('no redis', { cause })) }
    const { app } = await replicas.build({}, options)
    const response = await app.inject('/memory/me')
    expect(response.statusCode).toBe(503)
    expect(response.headers).toMatchObject({ 'retry-after': '1', 'x-replica': 'replica-1' })
    expect(response.json()).toEqual({
      type: 'urn:session-scaling-lab:problem:store-unavailable',
      title: 'The session store is unreachable',
      status: 503,
      reason: 'store-unavailable',
    })
  })

  test('an internal error is 500, without its message', async () => {
    const { app } = await replicas.build({}, { strategies: failingWith(new Error('password is hunter2')) })
    const response = await app.inject('/memory/me')
    expect(response.statusCode).toBe(500)
    expect(response.json()).toMatchObject({ reason: 'internal', title: 'The server failed' })
    expect(response.body).not.toContain('hunter2')
  })
})

describe('a replica', () => {
  test('accepts a logout without a body and with any content type', async () => {
    const login = await app.inject(post(credentials))
    const cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
    const logout = { method: 'POST', url: '/memory/logout', headers: { ...json, cookie } } as const
    expect((await app.inject(logout)).statusCode).toBe(204)
  })

  test('is ready and alive', async () => {
    const { app } = await replicas.build()
    expect((await app.inject('/readyz')).statusCode).toBe(200)
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })

  test('with peers is not ready before it has its members and their state', async () => {
    const { app, peers } = await replicas.build({ modes: { cluster: 'cluster' } })
    const response = await app.inject('/readyz')
    expect(response.statusCode).toBe(503)
    expect(response.json().reason).toBe('joining')
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    peers?.setMembers([])
    expect((await app.inject('/readyz')).statusCode).toBe(200)
  })

  test('serves every mode at once, each under its own prefix', async () => {
    const modes = { one: 'memory', two: 'memory', three: 'jwt' }
    const { app } = await replicas.build({ modes })
    const statuses = await Promise.all(
      Object.keys(modes).map(
        async (mode) => (await app.inject({ ...post(credentials), url: `/${mode}/login` })).statusCode,
      ),
    )
    expect(statuses).toEqual([200, 200, 200])
  })
})
