import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logIn, type TestClient } from '../../strategies/client.fixture.ts'
import { createTestReplicas } from '../testing/replica.fixture.ts'

const replicas = createTestReplicas()
let app: FastifyInstance
let alice: TestClient
let bob: TestClient

beforeAll(async () => {
  app = (await replicas.build()).app
  alice = await logIn(app, 'memory', 'cookie', 'alice')
  bob = await logIn(app, 'memory', 'cookie', 'bob')
})
afterAll(() => replicas.close())

describe('posts', () => {
  test('need a login', async () => {
    expect((await app.inject('/memory/posts')).statusCode).toBe(401)
  })

  test('are written, read, changed and deleted by their author', async () => {
    const created = await alice.send('POST', '/posts', { title: 'T', body: 'B' })
    expect(created.statusCode).toBe(201)
    const { id } = created.json()
    expect((await bob.get(`/posts/${id}`)).json()).toMatchObject({ id, author: 'alice', title: 'T', body: 'B' })
    expect((await alice.send('PUT', `/posts/${id}`, { title: 'T2', body: 'B' })).json()).toMatchObject({ title: 'T2' })
    expect((await bob.get('/posts')).json().posts[0]).toMatchObject({ id, title: 'T2' })
    expect((await alice.send('DELETE', `/posts/${id}`)).statusCode).toBe(204)
    expect((await alice.get(`/posts/${id}`)).json().reason).toBe('no-such-post')
  })

  test('cannot be changed or deleted by other users', async () => {
    const { id } = (await alice.send('POST', '/posts', { title: 'mine', body: '' })).json()
    for (const response of [
      await bob.send('PUT', `/posts/${id}`, { title: 'his', body: '' }),
      await bob.send('DELETE', `/posts/${id}`),
    ]) {
      expect(response.statusCode).toBe(403)
      expect(response.json().reason).toBe('not-the-author')
    }
    expect((await alice.get(`/posts/${id}`)).json().title).toBe('mine')
  })

  test('come newest first, a page at a time', async () => {
    for (let n = 1; n <= 25; n++) await bob.send('POST', '/posts', { title: `${n}`, body: '' })
    const page = (await bob.get('/posts')).json().posts as { id: number; title: string }[]
    expect(page.map(({ title }) => title)).toEqual(Array.from({ length: 20 }, (_, index) => `${25 - index}`))
    const next = (await bob.get(`/posts?before=${page.at(-1)?.id}`)).json().posts as { title: string }[]
    expect(next.slice(0, 5).map(({ title }) => title)).toEqual(['5', '4', '3', '2', '1'])
  })

  test.each(['/posts/0', '/posts/one', '/posts/1e3', '/posts?before=-1'])('refuses the id of %s', async (path) => {
    expect((await alice.get(path)).json()).toMatchObject({ status: 400, reason: 'invalid-request' })
  })
})

describe('the admin pages', () => {
  test('are for admins', async () => {
    expect((await alice.get('/admin/users')).json()).toMatchObject({ status: 403, reason: 'not-an-admin' })
    expect((await alice.send('PUT', '/admin/users/1/role', { role: 'admin' })).statusCode).toBe(403)
  })

  test('list users without their hashes', async () => {
    const admin = await logIn(app, 'memory', 'cookie', 'admin')
    const { users } = (await admin.get('/admin/users?after=1')).json()
    expect(users).toEqual([
      { id: 2, name: 'bob', role: 'user' },
      { id: 3, name: 'admin', role: 'admin' },
    ])
    expect((await admin.send('PUT', '/admin/users/99/role', { role: 'user' })).json().reason).toBe('no-such-user')
    expect((await admin.send('PUT', '/admin/users/1/role', { role: 'root' })).json().reason).toBe('invalid-request')
  })
})
