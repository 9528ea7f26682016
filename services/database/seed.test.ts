import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createDatabase, openConnection } from './database.ts'
import { seed } from './seed.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-seed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function seeded(file: string, count = 0, password = 'virtual-password') {
  const connection = openConnection(file)
  await seed(connection, { count, password })
  return { connection, ...createDatabase(connection, { failures: 1_000, windowSeconds: 900 }) }
}

describe('the seed', () => {
  test('creates the named users, their posts, and the virtual users', async () => {
    const { users, posts } = await seeded(':memory:', 3)
    expect(await users.verify('alice', 'alice-password', '10.0.0.1')).toEqual({ id: 1, name: 'alice', role: 'user' })
    expect(await users.verify('admin', 'admin-password', '10.0.0.1')).toMatchObject({ role: 'admin' })
    expect(posts.list(1000, 10).map(({ author }) => author)).toEqual(['bob', 'alice', 'alice'])
    const named = (prefix: string, role: string) => [1, 2, 3].map((n) => ({ name: `${prefix}-${n}`, role }))
    const found = users.list(3, 20).map(({ name, role }) => ({ name, role }))
    expect(found).toHaveLength(9)
    expect(found).toEqual(
      expect.arrayContaining([...named('user', 'user'), ...named('basic', 'user'), ...named('admin', 'admin')]),
    )
  })

  test('hashes the password of virtual users once, at the cost of their kind', async () => {
    const { connection } = await seeded(':memory:', 2)
    const hashes = connection.prepare("SELECT DISTINCT password_hash FROM users WHERE name LIKE '%-_'").all()
    expect(hashes.map((row) => String(row['password_hash']).slice(0, 30)).sort()).toEqual([
      expect.stringContaining('m=19456,t=2,p=1'),
      expect.stringContaining('m=8,t=1,p=1'),
      expect.stringContaining('m=8,t=1,p=1'),
    ])
  })

  test('can be repeated, adds missing users, and applies a new password', async () => {
    const file = join(folder, 'grow.db')
    const first = await seeded(file, 1)
    first.users.setRole(2, 'admin')
    first.close()
    const second = await seeded(file, 2)
    expect(second.users.byId(2)).toMatchObject({ name: 'bob', role: 'admin' })
    expect(await second.users.verify('user-2', 'virtual-password', '10.0.0.1')).toBeDefined()
    second.close()
    const third = await seeded(file, 2, 'another')
    expect(await third.users.verify('basic-1', 'another', '10.0.0.1')).toBeDefined()
    expect(await third.users.verify('user-2', 'virtual-password', '10.0.0.1')).toBeUndefined()
    third.close()
  })

  test('creates ten thousand users within five seconds', async () => {
    const startedAt = performance.now()
    const { users } = await seeded(':memory:', 10_000)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(await users.verify('user-10000', 'virtual-password', '10.0.0.1')).toBeDefined()
  })

  test('waits for the replica that seeds, and then for no writer any more', async () => {
    const file = join(folder, 'contended.db')
    const writer = openConnection(file)
    writer.exec('BEGIN IMMEDIATE')
    const waiting = openConnection(file)
    waiting.exec('PRAGMA busy_timeout = 10') // instead of seconds
    const seeding = seed(waiting, { count: 2, password: 'virtual-password' })
    await new Promise((resolve) => setTimeout(resolve, 250))
    writer.exec('COMMIT')
    await seeding
    writer.exec('BEGIN IMMEDIATE')
    await seed(waiting, { count: 2, password: 'virtual-password' })
    writer.exec('ROLLBACK')
    for (const connection of [writer, waiting]) connection.close()
  })

  test('is rolled back if it fails', async () => {
    const connection = openConnection(':memory:')
    connection.exec('CREATE TABLE posts (id INTEGER)')
    await expect(seed(connection, { count: 0, password: '' })).rejects.toThrow()
    expect(connection.prepare("SELECT name FROM sqlite_schema WHERE name = 'users'").all()).toEqual([])
  })
})
