import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSchema, openConnection } from './database.ts'
import { createLoginLimits, type LoginLimits, TooManyLoginAttempts } from './login-limits.ts'

const tolerance = { failures: 3, windowSeconds: 60 }

let folder: string
let nowMs: number
let limits: LoginLimits[]
let close: () => void

/** Two replicas with a connection each. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'login-limits-'))
  nowMs = 1_000_000
  const connections = [1, 2].map(() => openConnection(join(folder, 'lab.db')))
  for (const connection of connections) createSchema(connection)
  limits = connections.map((connection) => createLoginLimits(connection, tolerance, () => nowMs))
  close = () => {
    for (const connection of connections) connection.close()
    rmSync(folder, { recursive: true })
  }
})
afterEach(() => close())

const on = (replica: number) => limits[replica] as LoginLimits
async function fail(name: string, address: string, replica = 0, counted = true): Promise<void> {
  ;(await on(replica).begin(name, address, counted)).end(false)
}
async function succeed(name: string, address: string, replica = 0, counted = true): Promise<void> {
  ;(await on(replica).begin(name, address, counted)).end(true)
}

describe.each([
  ['counted before they are verified', true],
  ['counted after they have failed', false],
])('wrong passwords, %s', (_, counted) => {
  test('are tolerated up to the limit over all replicas, after which the right one is refused too', async () => {
    for (const replica of [0, 1, 0]) await fail('alice', '10.0.0.1', replica, counted)
    await expect(succeed('alice', '10.0.0.1', 1, counted)).rejects.toThrow(TooManyLoginAttempts)
  })

  test('are forgotten for that address when the right one comes in time', async () => {
    for (let round = 0; round < 4; round++) {
      await fail('alice', '10.0.0.1', 0, counted)
      await fail('alice', '10.0.0.1', 1, counted)
      await succeed('alice', '10.0.0.1', 0, counted)
    }
  })

  test('are forgotten when the window is over, and the error says when that is', async () => {
    for (const replica of [0, 1, 0]) await fail('alice', '10.0.0.1', replica, counted)
    nowMs += 20_000
    await expect(fail('alice', '10.0.0.1', 0, counted)).rejects.toMatchObject({ retryAfterSeconds: 40 })
    nowMs += 40_000
    await fail('alice', '10.0.0.1', 0, counted)
  })

  test('limit neither other accounts nor the account from another address', async () => {
    for (const replica of [0, 1, 0]) await fail('alice', '10.0.0.1', replica, counted)
    await succeed('bob', '10.0.0.1', 0, counted)
    await succeed('alice', '10.0.0.2', 1, counted)
  })

  test('for ever new names are limited by address, despite successful logins from there', async () => {
    for (let name = 0; name < 15; name++) {
      await fail(`user-${name}`, '10.0.0.1', name % 2, counted)
      if (name < 14) await succeed('mallory', '10.0.0.1', 0, counted)
    }
    await expect(succeed('mallory', '10.0.0.1', 0, counted)).rejects.toThrow(TooManyLoginAttempts)
    await succeed('mallory', '10.0.0.2', 0, counted)
  })

  test('from ever new addresses are limited by account', async () => {
    for (let host = 0; host < 30; host++) await fail('alice', `10.0.1.${host}`, host % 2, counted)
    await expect(succeed('alice', '10.0.0.1', 0, counted)).rejects.toThrow(TooManyLoginAttempts)
  })
})

describe('login attempts counted before they are verified', () => {
  test('are never more at once than are tolerated: the next one waits for a result', async () => {
    const first = await Promise.all([0, 1, 0].map((replica) => on(replica).begin('alice', '10.0.0.1', true)))
    const fourth = on(1).begin('alice', '10.0.0.1', true)
    expect(await Promise.race([fourth, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])).toBe('waits')
    first[0]?.end(true)
    ;(await fourth).end(true)
    for (const attempt of first.slice(1)) attempt.end(true)
  })

  test('of a replica that crashed are waited for until they have surely ended, not for the whole window', async () => {
    for (const replica of [0, 1, 0]) await on(replica).begin('alice', '10.0.0.1', true)
    nowMs += 10_000
    await succeed('alice', '10.0.0.1', 1)
    // Nothing of them is left: again three at once.
    const attempts = await Promise.all([0, 1, 0].map((replica) => on(replica).begin('alice', '10.0.0.1', true)))
    for (const attempt of attempts) attempt.end(true)
  })

  test('leave no row after success, and none after the window', async () => {
    const connection = openConnection(join(folder, 'lab.db'))
    const rows = () => connection.prepare('SELECT count(*) AS n FROM login_counts').get()?.['n']
    await succeed('alice', '10.0.0.1')
    expect(rows()).toBe(0)
    await fail('alice', '10.0.0.1')
    nowMs += 60_000
    await succeed('bob', '10.0.0.2')
    expect(rows()).toBe(0)
    connection.close()
  })

  test('store no name and no address', async () => {
    await fail('alice', '10.0.0.1')
    const connection = openConnection(join(folder, 'lab.db'))
    const text = JSON.stringify(connection.prepare('SELECT * FROM login_counts').all())
    expect(text).toMatch(/pair:/)
    expect(text).not.toMatch(/alice|10\.0\.0/)
    connection.close()
  })
})
