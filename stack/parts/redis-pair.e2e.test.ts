/** A Redis pair with failover, in a real stack. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startProcesses } from '../launchers/processes/processes.ts'
import type { RedisPair, Stack } from '../stack.ts'
import { findTools } from '../toolchain/toolchain.ts'

const folder = mkdtempSync(join(tmpdir(), 'redis-pair-test-'))
const ended: string[] = []
let stack: Stack
let pair: RedisPair
beforeAll(async () => {
  const virtualUsers = { count: 2, password: 'secret' }
  const topology = { replicas: 2, modes: ['redis', 'redis-atomic'], virtualUsers, redisFailover: true }
  const onPartEnd = (description: string) => void ended.push(description)
  stack = await startProcesses(topology, { tools: await findTools(), logs: folder, onPartEnd })
  pair = stack.redisPair as RedisPair
})
afterAll(async () => {
  await stack.stop()
  rmSync(folder, { recursive: true })
})

async function logIn(mode: string): Promise<string> {
  const login = await fetch(`${stack.origin}/${mode}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'user-1', password: 'secret' }),
  })
  expect([login.status, await login.text()]).toEqual([200, expect.any(String)])
  return login.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
const statusOf = (mode: string, cookie: string) =>
  fetch(`${stack.origin}/${mode}/me`, { headers: { cookie } }).then(({ status }) => status)

/** The statuses until each replica serves again; each replica has a Redis connection of its own. */
async function statusesUntilServed(cookies: Readonly<Record<string, string>>): Promise<Set<number>> {
  const seen = new Set<number>()
  await vi.waitFor(
    async () => {
      for (const [mode, cookie] of Object.entries(cookies)) {
        const round = await Promise.all([1, 2, 3, 4].map(() => statusOf(mode, cookie)))
        for (const status of round) seen.add(status)
        expect(new Set(round)).toEqual(new Set([200]))
      }
    },
    { timeout: 20_000, interval: 50 },
  )
  return seen
}

const logInEverywhere = async () => ({ redis: await logIn('redis'), 'redis-atomic': await logIn('redis-atomic') })

describe('a Redis pair', () => {
  it('is a pair in the stack, without a single Redis', () => {
    expect(stack.redis).toBeUndefined()
    expect(stack.versions.redis).toBeDefined()
  })

  it('answers 503, never 401, after its primary was killed, until its copy is promoted', async () => {
    const cookies = await logInEverywhere()
    const { primary, copy } = await pair.roles()
    await primary.kill()
    expect(await statusOf('redis', cookies.redis)).toBe(503)
    await copy.isPromoted()
    expect(await statusesUntilServed(cookies)).not.toContain(401)
    await primary.start()
    const after = await pair.roles()
    expect([after.primary.name, after.copy.name]).toEqual([copy.name, primary.name])
  })

  it('also fails over from a primary that hangs', async () => {
    const cookies = await logInEverywhere()
    const { primary, copy } = await pair.roles()
    primary.pause()
    await copy.isPromoted()
    expect(await statusesUntilServed(cookies)).not.toContain(401)
    await primary.kill()
  })

  it('reports no killed part as an unexpected end', () => expect(ended).toEqual([]))
})
