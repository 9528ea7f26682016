/** TLS at the load balancer, from the certificate to the cookie: real nginx, real replicas, and clients that verify the certificate. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProcesses } from './launchers/processes/processes.ts'
import type { Stack } from './stack.ts'
import { findTools } from './toolchain/toolchain.ts'

const modes = ['redis', 'sticky', 'memory-hash', 'jwt', 'jwt-refresh']
const password = 'correct horse battery staple'
let logs: string
let stack: Stack
beforeAll(async () => {
  logs = await mkdtemp(join(tmpdir(), 'tls-'))
  const virtualUsers = { count: 1, password }
  stack = await startProcesses({ replicas: 3, modes, tls: true, virtualUsers }, { tools: await findTools(), logs })
})
afterAll(async () => {
  await stack.stop()
  await rm(logs, { recursive: true })
})

const ask = (method: string, path: string, cookie = '', body?: object) =>
  fetch(`${stack.origin}${path}`, {
    method,
    headers: { cookie, origin: stack.origin, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
const logIn = (mode: string) =>
  ask('POST', `/${mode}/login`, '', { username: 'user-1', password, cookie: mode.startsWith('jwt') })
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

describe.each([
  ['redis', ['sid']],
  ['sticky', ['route', 'sid']],
  ['jwt', ['token']],
  ['jwt-refresh', ['refresh', 'token']],
])('mode %s over TLS', (mode, names) => {
  it('sets cookies that are Secure, HttpOnly and bound to one host', async () => {
    const set = (await logIn(mode)).headers.getSetCookie().toSorted()
    expect(set.map((line) => line.split('=')[0]).toSorted()).toEqual(names.map((name) => `__Host-${name}-${mode}`))
    for (const line of set) {
      expect(line).toMatch(/; Path=\/(;|$)/)
      expect(line).toMatch(/; Secure(;|$)/)
      expect(line).toMatch(/; HttpOnly(;|$)/)
      expect(line).toMatch(/; SameSite=Lax(;|$)/)
      expect(line).not.toMatch(/Domain/i)
    }
  })

  it('keeps the cart on every replica, until the logout', async () => {
    let cookie = cookiesOf(await logIn(mode))
    for (let n = 1; n <= 4; n += 1) {
      const answer = await ask('POST', `/${mode}/cart`, cookie, { item: `item-${n}` })
      expect(answer.status).toBe(200)
      if (mode.startsWith('jwt')) cookie = cookiesOf(answer)
    }
    const cart = await ask('GET', `/${mode}/cart`, cookie)
    expect(await cart.json()).toMatchObject({ version: 4 })
    const logout = await ask('POST', `/${mode}/logout`, cookie)
    expect(logout.status).toBe(204)
    // Browsers delete such a cookie only with these attributes.
    const cleared = logout.headers.getSetCookie()
    expect(cleared.length).toBeGreaterThan(0)
    for (const line of cleared) expect(line).toMatch(/^__Host-[\w-]+=; Max-Age=0; Path=\/;.*Secure/)
    if (!mode.startsWith('jwt')) expect((await ask('GET', `/${mode}/me`, cookie)).status).toBe(401)
  })
})

it('deletes the cookie of an unknown session with the attributes that browsers require', async () => {
  const answer = await ask('GET', '/redis/me', '__Host-sid-redis=planted')
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-sid-redis=; .*Path=\/; .*Secure/)])
})

it('the cookie’s hash sends a client to one replica, whichever replica served the login', async () => {
  const cookie = cookiesOf(await logIn('memory-hash'))
  const replicas = new Set<string | null>()
  for (let n = 0; n < 6; n += 1) replicas.add((await ask('GET', '/memory-hash/me', cookie)).headers.get('x-replica'))
  expect(replicas.size).toBe(1)
})

it('sends Strict-Transport-Security for a year with each response, of nginx and of replicas', async () => {
  for (const path of ['/redis/me', '/sticky/me', '/healthz', '/nowhere']) {
    const answer = await ask('GET', path)
    expect(answer.headers.get('strict-transport-security'), path).toBe('max-age=31536000; includeSubDomains')
  }
})

it('has a certificate that only its own clients trust, and refuses plain HTTP', async () => {
  const { hostname, port } = new URL(stack.origin)
  const code = await new Promise((resolve) => {
    const asked = request({ hostname, port, path: '/healthz', ca: [...rootCertificates], agent: false }, resolve)
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)).end()
  })
  expect(code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  expect((await fetch(`http://${hostname}:${port}/redis/me`)).status).toBe(400)
})

it('stores certificate and key in the stack’s folder, which is removed with the stack', async () => {
  const paths = [...(await readFile(join(logs, 'nginx.conf'), 'utf8')).matchAll(/ssl_certificate\w* +"([^"]+)"/g)]
  expect(paths).toHaveLength(2)
  for (const [, path] of paths) expect(path).toMatch(/\/session-lab-\w+\/tls\//)
})
