import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createDatabase, openConnection } from './database.ts'
import { seed } from './seed.ts'
import type { Users } from './users.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-users-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = async () => {
  const connection = openConnection(join(folder, 'lab.sqlite'))
  await seed(connection, { count: 0, password: '' })
  return createDatabase(connection, { failures: 1_000, windowSeconds: 900 })
}

describe('a user', () => {
  const bob = 2
  let here: Users
  let elsewhere: Users
  beforeEach(async () => {
    here = (await open()).users
    elsewhere = (await open()).users
    here.setRole(bob, 'user')
  })
  const roleHere = () => here.byId(bob)?.role

  test('has the role that another connection has set, after each of 100 changes', async () => {
    for (let round = 0; round < 100; round += 1) {
      const role = round % 2 === 0 ? 'admin' : 'user'
      elsewhere.setRole(bob, role)
      expect(roleHere()).toBe(role)
    }
  })

  test('has the role that this connection has set, at once', () => {
    expect(roleHere()).toBe('user')
    here.setRole(bob, 'admin')
    expect(roleHere()).toBe('admin')
  })

  test('is gone after another connection has deleted it', async () => {
    expect(roleHere()).toBe('user')
    const connection = openConnection(join(folder, 'lab.sqlite'))
    connection.exec('DELETE FROM posts WHERE author_id = 2; DELETE FROM users WHERE id = 2')
    connection.close()
    expect(here.byId(bob)).toBeUndefined()
  })
})

describe('a disabled user', () => {
  const alice = 1
  const verify = (users: Users) => users.verify('alice', 'alice-password', '127.0.0.1')

  test('is not found on any replica, and its password is refused, until it is enabled', async () => {
    const [here, elsewhere] = [(await open()).users, (await open()).users]
    for (const users of [here, elsewhere]) expect(users.byId(alice)?.name).toBe('alice')
    expect(here.setDisabled(alice, true)?.name).toBe('alice')
    for (const users of [here, elsewhere]) {
      expect(users.byId(alice)).toBeUndefined()
      expect(await verify(users)).toBeUndefined()
    }
    expect(here.setRole(alice, 'user')?.name).toBe('alice')
    expect(here.byId(alice)).toBeUndefined()
    here.setDisabled(alice, false)
    for (const users of [here, elsewhere]) expect(users.byId(alice)?.name).toBe('alice')
    expect((await verify(elsewhere))?.id).toBe(alice)
  })

  test('that does not exist gives no result', async () => {
    expect((await open()).users.setDisabled(99, true)).toBeUndefined()
  })
})

test('a new password replaces the old one on every replica', async () => {
  const [here, elsewhere] = [(await open()).users, (await open()).users]
  await here.setPassword(1, 'another')
  expect(await elsewhere.verify('alice', 'alice-password', '127.0.0.1')).toBeUndefined()
  expect((await elsewhere.verify('alice', 'another', '127.0.0.1'))?.name).toBe('alice')
})
