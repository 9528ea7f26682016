/** A thousand concurrent wrong logins against three real replicas: few are hashed, and other users can still log in. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProcesses } from './launchers/processes/processes.ts'
import type { Stack } from './stack.ts'
import { findTools } from './toolchain/toolchain.ts'

/** Failed logins allowed per account and address. */
const loginFailures = 10
const attacker = '10.66.6.6'

let folder: string
let stack: Stack

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'login-limits-'))
  const virtualUsers = { count: 200, password: 'a password of virtual users' }
  stack = await startProcesses(
    { replicas: 3, modes: ['memory', 'basic'], virtualUsers, loginFailures },
    { tools: await findTools(), logs: join(folder, 'logs') },
  )
})
afterAll(async () => {
  await stack.stop()
  await rm(folder, { recursive: true })
})

const logIn = (username: string, password: string, address: string) =>
  fetch(`${stack.origin}/memory/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ username, password }),
  })
const passwordOf = (name: string) => `${name}-password`
const ask = (name: string, password: string, address: string) =>
  fetch(`${stack.origin}/basic/me`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
      'x-forwarded-for': address,
    },
  })

/** Sum over all replicas since their start. */
async function hashesComputed(): Promise<number> {
  const pages = await Promise.all(stack.replicas.map(({ statusOrigin }) => fetch(`${statusOrigin}/metrics`)))
  const texts = await Promise.all(pages.map((page) => page.text()))
  const counts = texts.map((text) => Number(/^lab_password_hashes_total\{.*\} (\d+)$/m.exec(text)?.[1]))
  return counts.reduce((sum, count) => sum + count, 0)
}

const countBy = (statuses: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, found]) => [status, found.length]))

describe('a thousand concurrent wrong logins, over three replicas', () => {
  it('compute only as many hashes as the limit allows, get Retry-After, and do not block other users', async () => {
    const before = await hashesComputed()
    const wrong = Array.from({ length: 1_000 }, (_, index) => logIn('alice', `guess ${index}`, attacker))
    const honest = await Promise.all([
      logIn('alice', passwordOf('alice'), '10.1.1.1'),
      logIn('bob', passwordOf('bob'), '10.1.1.2'),
      logIn('bob', passwordOf('bob'), attacker),
    ])
    const answers = await Promise.all(wrong)

    expect(honest.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(countBy(answers.map(({ status }) => status))).toEqual({ 401: loginFailures, 429: 1_000 - loginFailures })
    expect((await hashesComputed()) - before).toBe(loginFailures + honest.length)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refused?.json()).toMatchObject({ status: 429, reason: 'too-many-tries' })
  })

  it('block the right password from that address too, in every mode, without computing a hash', async () => {
    const before = await hashesComputed()
    const answers = [
      await logIn('alice', passwordOf('alice'), attacker),
      await ask('alice', passwordOf('alice'), attacker),
      await ask('alice', 'guess', attacker),
    ]
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429])
    expect(await hashesComputed()).toBe(before)
    expect((await ask('alice', passwordOf('alice'), '10.1.1.1')).status).toBe(200)
  })

  it('are limited by address if each uses another name, existing or not', async () => {
    const before = await hashesComputed()
    const names = Array.from({ length: 500 }, (_, index) =>
      index % 2 === 0 ? `basic-${index / 2 + 1}` : `nobody-${index}`,
    )
    const answers = await Promise.all(names.map((name) => ask(name, 'guess', '10.66.6.7')))
    const counts = countBy(answers.map(({ status }) => status))
    expect(counts).toEqual({ 401: 5 * loginFailures, 429: names.length - 5 * loginFailures })
    expect((await hashesComputed()) - before).toBe(5 * loginFailures)
    expect((await ask('basic-1', 'a password of virtual users', '10.1.1.3')).status).toBe(200)
  })

  it('do not limit correct logins, even if all come from one address', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `user-${index + 1}`)
    const logins = await Promise.all(names.map((name) => logIn(name, 'a password of virtual users', '10.2.2.2')))
    expect(countBy(logins.map(({ status }) => status))).toEqual({ 200: names.length })
    const requests = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        ask(`basic-${(index % 6) + 1}`, 'a password of virtual users', '10.2.2.2'),
      ),
    )
    expect(countBy(requests.map(({ status }) => status))).toEqual({ 200: 60 })
  })
})
