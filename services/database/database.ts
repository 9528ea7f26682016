/** The SQLite file that all replicas of a host share: users and posts, so that strategies differ in session state only. */
import { DatabaseSync } from 'node:sqlite'
import { createLoginLimits, type LoginTolerance, loginLimitsSchema } from './login-limits.ts'
import { createPosts, type Posts } from './posts.ts'
import { createUsers, type Users } from './users.ts'

/** How long a writer waits for another replica's transaction before SQLite gives up. */
const busyTimeoutMs = 5000

/** How long a start waits for another replica that creates or seeds the file: with 64 replicas on two cores it takes long. */
export const startTimeoutMs = 60_000

/** Whether another connection has locked the file (result code SQLITE_BUSY). */
export function isBusy(error: unknown): boolean {
  return (error as { readonly errcode?: number }).errcode === 5
}

/** What a replica does with the database. */
export interface Database {
  readonly users: Users
  readonly posts: Posts
  close(): void
}

/** Opens the file with a write-ahead log, so that readers never wait for a writer. Every connection must be opened this way. */
export function openConnection(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true })
  untilUnlocked(() => connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL'))
  return connection
}

/** SQLite ignores its busy timeout when a file is switched to the write-ahead log while another connection writes. */
function untilUnlocked(attempt: () => void): void {
  const givesUpAt = performance.now() + startTimeoutMs
  for (;;) {
    try {
      attempt()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > givesUpAt) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/** Creates missing tables; call it inside the transaction that also seeds them. */
export function createSchema(connection: DatabaseSync): void {
  connection.exec(`
    CREATE TABLE IF NOT EXISTS users (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
      password_hash TEXT NOT NULL,
      disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
    ) STRICT;
    CREATE TABLE IF NOT EXISTS posts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      author_id INTEGER NOT NULL REFERENCES users (id),
      title TEXT NOT NULL,
      body TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    ${loginLimitsSchema}
  `)
}

/** The users and posts behind a connection whose tables exist (see `seed`). Statements are prepared once. */
export function createDatabase(connection: DatabaseSync, tolerance: LoginTolerance): Database {
  return {
    users: createUsers(connection, createLoginLimits(connection, tolerance)),
    posts: createPosts(connection),
    close: () => {
      if (connection.isOpen) connection.close()
    },
  }
}
