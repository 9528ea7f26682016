import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashesComputed } from '../../database/password-hash.ts'
import { logIn, type TestClient } from '../../strategies/client.fixture.ts'
import { createTestReplicas } from '../testing/replica.fixture.ts'

const replicas = createTestReplicas()
let app: FastifyInstance
let alice: TestClient

beforeAll(async () => {
  app = (await replicas.build({ modes: { memory: 'memory', basic: 'basic' } })).app
  alice = await logIn(app, 'memory', 'cookie', 'alice')
})
afterAll(() => replicas.close())

const host = { host: 'lab.example:8080' }

async function add(headers: Record<string, string>) {
  const request = { method: 'POST', url: '/memory/cart', body: { item: 'apple' } } as const
  return app.inject({ ...request, headers: { ...alice.credential(), ...host, ...headers } })
}

describe('a request that changes something', () => {
  test.each([
    ['without a browser', {}],
    ['of the own page', { 'sec-fetch-site': 'same-origin', origin: 'http://lab.example:8080' }],
    ['of the own page, in a browser that sends only the origin', { origin: 'http://lab.example:8080' }],
    ['of a typed address', { 'sec-fetch-site': 'none' }],
  ])('%s is carried out', async (_, headers) => expect((await add(headers)).statusCode).toBe(200))

  test.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a sister site', { 'sec-fetch-site': 'same-site' }],
    [
      'of another site that claims the own origin',
      { 'sec-fetch-site': 'cross-site', origin: 'http://lab.example:8080' },
    ],
    ['of another origin', { origin: 'https://attacker.example' }],
    ['of another port', { origin: 'http://lab.example:9090' }],
    ['of a page that hides its origin', { origin: 'null' }],
    ['of an invalid origin', { origin: 'lab.example:8080' }],
    ['with an unknown metadata value', { 'sec-fetch-site': 'trust-me' }],
  ])('%s is refused with 403, and not carried out', async (_, headers) => {
    const before = (await alice.get('/cart')).json().version
    const response = await add(headers)
    expect([response.statusCode, response.json().reason]).toEqual([403, 'cross-site'])
    expect((await alice.get('/cart')).json().version).toBe(before)
  })
})

test.each([
  ['POST', '/memory/login'],
  ['POST', '/memory/logout'],
  ['POST', '/memory/logout-all'],
  ['POST', '/memory/posts'],
  ['PUT', '/memory/posts/1'],
  ['DELETE', '/memory/posts/1'],
  ['PUT', '/memory/admin/users/1/role'],
] as const)('%s %s of another site is refused', async (method, url) => {
  const admin = await logIn(app, 'memory', 'cookie', url.includes('admin') ? 'admin' : 'alice')
  const headers = { ...admin.credential(), 'sec-fetch-site': 'cross-site' }
  expect((await app.inject({ method, url, headers })).statusCode).toBe(403)
})

test('another site cannot use a password that the browser has stored', async () => {
  const bob = await logIn(app, 'basic', 'password', 'bob')
  const request = { method: 'POST', url: '/basic/posts', body: { title: 'mine', body: '' } } as const
  const send = (headers: object) => app.inject({ ...request, headers: { ...bob.credential(), ...headers } })
  expect((await send({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await send({})).statusCode).toBe(201)
})

test('another site cannot make a replica compute a password hash', async () => {
  const bob = await logIn(app, 'basic', 'password', 'bob')
  const before = hashesComputed()
  const headers = { ...bob.credential(), 'sec-fetch-site': 'cross-site' }
  expect((await app.inject({ method: 'POST', url: '/basic/posts', headers })).statusCode).toBe(403)
  expect(hashesComputed()).toBe(before)
})

test('a read-only request is answered from any origin', async () => {
  const headers = { ...alice.credential(), 'sec-fetch-site': 'cross-site', origin: 'https://attacker.example' }
  expect((await app.inject({ url: '/memory/me', headers })).statusCode).toBe(200)
})
