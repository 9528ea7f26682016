import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookieOf, logIn, type NamedUser, passwordOf } from '../strategies/client.fixture.ts'
import { createTestReplicas } from './testing/replica.fixture.ts'

const replicas = createTestReplicas()
const lines: string[] = []
let app: FastifyInstance
beforeAll(async () => {
  const modes = { memory: 'memory', cluster: 'cluster', jwt: 'jwt', basic: 'basic' }
  const logger = { stream: { write: (line: string) => void lines.push(line) } }
  const tolerance = { failures: 2, windowSeconds: 900 }
  app = (await replicas.build({ modes, loginTolerance: tolerance }, { logger })).app
  await replicas.join()
})
afterAll(() => replicas.close())

const events = () => lines.map((line) => JSON.parse(line)).filter(({ name }) => name === 'audit')
const wrongPassword = 'a wrong password of nobody'
const wrongLogin = (mode: string, username: string): InjectOptions => ({
  method: 'POST',
  url: `/${mode}/login`,
  body: { username, password: wrongPassword },
})

describe('the audit log', () => {
  test('has one line for each event of logins and roles', async () => {
    lines.length = 0
    const [alice, admin] = [
      await logIn(app, 'memory', 'cookie', 'alice'),
      await logIn(app, 'memory', 'cookie', 'admin'),
    ]
    await app.inject(wrongLogin('memory', 'nobody'))
    await alice.get('/admin/users')
    await admin.send('PUT', '/admin/users/2/role', { role: 'user' })
    await admin.send('PUT', '/admin/users/2/disabled', { disabled: true })
    await admin.send('PUT', '/admin/users/2/disabled', { disabled: false })
    await admin.send('DELETE', '/admin/users/1/sessions')
    await admin.send('POST', '/logout')
    const bob = await logIn(app, 'memory', 'cookie', 'bob')
    await bob.send('POST', '/password', { current: passwordOf('bob'), password: 'another one of bob' })
    await (await logIn(app, 'memory', 'cookie', 'alice')).send('POST', '/logout-all')
    for (let attempt = 0; attempt < 3; attempt += 1) await app.inject(wrongLogin('memory', 'bob'))
    const request = { reqId: expect.stringMatching(/^req-/), address: '127.0.0.1' }
    const line = { level: 30, time: expect.any(Number), mode: 'memory', ...request, name: 'audit' }
    expect(events()).toMatchObject([
      { ...line, event: 'login', user: 1 },
      { ...line, event: 'login', user: 3 },
      { ...line, event: 'login-failed' },
      { ...line, event: 'not-allowed', user: 1 },
      { ...line, event: 'role-changed', user: 3, of: 2, role: 'user' },
      { ...line, event: 'user-disabled', user: 3, of: 2 },
      { ...line, event: 'user-enabled', user: 3, of: 2 },
      { ...line, event: 'session-ended', user: 3, of: 1, ended: 1 },
      { ...line, event: 'logout', user: 3 },
      { ...line, event: 'login', user: 2 },
      { ...line, event: 'password-changed', user: 2 },
      { ...line, event: 'login', user: 1 },
      { ...line, event: 'logout-all', user: 1 },
      { ...line, event: 'login-failed' },
      { ...line, event: 'login-failed' },
      { ...line, event: 'login-limited' },
    ])
  })

  test('has no line for a request that only reads', async () => {
    const alice = await logIn(app, 'memory', 'cookie', 'alice')
    lines.length = 0
    await alice.get('/me')
    await alice.get('/sessions')
    expect(lines).toEqual([])
  })

  test('contains no typed name, password, cookie, token or session id, in any mode', async () => {
    lines.length = 0
    const secrets = [wrongPassword, 'mistyped-secret', Buffer.from(`x:${wrongPassword}`).toString('base64')]
    for (const [mode, kind] of [
      ['memory', 'cookie'],
      ['cluster', 'cookie'],
      ['jwt', 'token'],
      ['basic', 'password'],
    ] as const) {
      for (const name of ['alice', 'admin'] satisfies NamedUser[]) {
        const client = await logIn(app, mode, kind, name)
        await client.get('/admin/users')
        await client.send('DELETE', '/sessions')
        const cookie = decodeURIComponent(cookieOf(client.login))
        secrets.push(passwordOf(name), ...Object.values(client.credential()), cookie, cookie.slice(4, 28))
        secrets.push(String(client.login.json().access_token ?? ''))
        await client.send('POST', '/logout')
      }
      await app.inject(wrongLogin(mode, 'mistyped-secret'))
    }
    const authorization = `Basic ${Buffer.from(`x:${wrongPassword}`).toString('base64')}`
    await app.inject({ url: '/basic/me', headers: { authorization } })
    const log = lines.join('')
    expect(events().length).toBeGreaterThan(20)
    const longSecrets = secrets.filter((secret) => secret.length > 3)
    expect(longSecrets.length).toBeGreaterThan(15)
    expect(longSecrets.filter((secret) => log.includes(secret))).toEqual([])
  })
})
