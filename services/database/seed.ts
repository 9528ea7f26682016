/** Seeds the shared database: the first replica to start does it in one transaction; the others wait, and find it done. */
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSchema, isBusy, startTimeoutMs } from './database.ts'
import { hashPassword, type PasswordCost, passwordCosts, verifyPassword } from './password-hash.ts'
import type { Role } from './users.ts'

/** The named users, for people and examples in documents: real password hashes, publicly known passwords. */
export const namedUsers = [
  { name: 'alice', password: 'alice-password', role: 'user' },
  { name: 'bob', password: 'bob-password', role: 'user' },
  { name: 'admin', password: 'admin-password', role: 'admin' },
] as const satisfies readonly { name: string; password: string; role: Role }[]

const firstPosts = [
  { author: 'alice', title: 'Hello', body: 'One server, and everybody stays logged in.' },
  { author: 'alice', title: 'Growing', body: 'Tomorrow we put two more servers behind the load balancer.' },
  { author: 'bob', title: 'A question', body: 'Why was I logged out?' },
] as const

/** The virtual users of a run: `user-1…count` with a cheap password hash, `basic-1…count` with a full one, and admin users `admin-1…count`. */
export interface VirtualUsers {
  readonly count: number
  /** One password for all of them. */
  readonly password: string
}

const virtualUserKinds = [
  { prefix: 'user', role: 'user', cost: passwordCosts.cheap },
  { prefix: 'basic', role: 'user', cost: passwordCosts.owasp },
  /** Admin users that change roles. One for each virtual user, so that no two wait for the same one. */
  { prefix: 'admin', role: 'admin', cost: passwordCosts.cheap },
] as const satisfies readonly { prefix: string; role: Role; cost: PasswordCost }[]

/**
 * Creates missing tables, named users, first posts and virtual users; can be repeated.
 * All virtual users of a kind share one stored hash, so that thousands of them cost one computation.
 * `BEGIN IMMEDIATE` admits one replica at a time; the others wait without blocking, and take no lock once everything is in place.
 */
export async function seed(connection: DatabaseSync, virtualUsers: VirtualUsers): Promise<void> {
  const givesUpAt = performance.now() + startTimeoutMs
  while (!(await isSeeded(connection, virtualUsers))) {
    try {
      connection.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (!isBusy(error) || performance.now() > givesUpAt) throw error
      await sleep(100)
      continue
    }
    try {
      createSchema(connection)
      await seedNamedUsers(connection)
      await seedVirtualUsers(connection, virtualUsers)
      connection.exec('COMMIT')
    } catch (error) {
      connection.exec('ROLLBACK')
      throw error
    }
  }
}

/** Whether another replica has done it all: a read, which waits for no writer. */
async function isSeeded(connection: DatabaseSync, { count, password }: VirtualUsers): Promise<boolean> {
  const tables = connection.prepare(
    "SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('users', 'posts', 'login_counts')",
  )
  if (tables.get()?.['n'] !== 3) return false
  const selectHash = connection.prepare('SELECT password_hash FROM users WHERE name = ?')
  const hashOf = (name: string) => selectHash.get(name)?.['password_hash'] as string | undefined
  if (hashOf(namedUsers[0].name) === undefined) return false
  if (count === 0) return true
  const known = hashOf('user-1')
  return (
    virtualUserKinds.every(({ prefix }) => hashOf(`${prefix}-${count}`) !== undefined) &&
    known !== undefined &&
    (await verifyPassword(password, known))
  )
}

async function seedNamedUsers(connection: DatabaseSync): Promise<void> {
  if (connection.prepare('SELECT 1 FROM users WHERE name = ?').get(namedUsers[0].name)) return
  const hashes = await Promise.all(namedUsers.map(({ password }) => hashPassword(password, passwordCosts.owasp)))
  const insertUser = connection.prepare('INSERT INTO users (name, role, password_hash) VALUES (?, ?, ?)')
  for (const [index, { name, role }] of namedUsers.entries()) insertUser.run(name, role, hashes[index] ?? '')
  const insertPost = connection.prepare(
    'INSERT INTO posts (author_id, title, body, created_at) SELECT id, ?, ?, ? FROM users WHERE name = ?',
  )
  const createdAt = new Date().toISOString()
  for (const { author, title, body } of firstPosts) insertPost.run(title, body, createdAt, author)
}

async function seedVirtualUsers(connection: DatabaseSync, { count, password }: VirtualUsers): Promise<void> {
  if (count === 0) return
  const selectHash = connection.prepare('SELECT password_hash FROM users WHERE name = ?')
  const storedHash = (name: string) => selectHash.get(name)?.['password_hash'] as string | undefined
  // All kinds have the same password, so the cheap hash shows for all whether it is still the configured one.
  const known = storedHash('user-1')
  const samePassword = known !== undefined && (await verifyPassword(password, known))
  if (samePassword && virtualUserKinds.every(({ prefix }) => storedHash(`${prefix}-${count}`))) return
  const insert = connection.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
     INSERT INTO users (name, role, password_hash) SELECT :prefix || '-' || n, :role, :hash FROM numbers WHERE true
     ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash`,
  )
  const insertKind = async ({ prefix, role, cost }: (typeof virtualUserKinds)[number]) => {
    const hash = (samePassword && storedHash(`${prefix}-1`)) || (await hashPassword(password, cost))
    insert.run({ count, prefix, role, hash })
  }
  await Promise.all(virtualUserKinds.map(insertKind))
}
