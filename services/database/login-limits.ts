/**
 * How many wrong passwords are tolerated, over all replicas together: counted in the database, which is what they share
 * whatever the strategy. A try of full cost is counted before its hash is computed, so that no burst gets past the limit.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { networkOf } from './network-address.ts'

/** What is tolerated. */
export interface LoginTolerance {
  /** Wrong passwords for one account from one address. For all accounts from there, and for one from anywhere: see `shares`. */
  readonly failures: number
  /** So long after the first of them, all are forgotten. */
  readonly windowSeconds: number
}

/**
 * How much more is tolerated where others would suffer too: from one address, behind which may be a whole office; for one
 * account from anywhere, since otherwise a stranger could lock somebody out who knows the password and sits elsewhere.
 */
const shares = { pair: 1, address: 5, account: 10 } as const

/** Somebody has been wrong too often. Answered as 429, to who knows the password by now too. */
export class TooManyTries extends Error {
  readonly code = 'TOO_MANY_TRIES'
  /** Until the first try is forgotten. */
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('too many wrong passwords')
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** One password about to be verified. */
export interface Try {
  /** To be called once, whatever comes of it. */
  end(matches: boolean): void
}

/** Counts wrong passwords. */
export interface LoginLimits {
  /**
   * Lets a try begin, or throws `TooManyTries`. Where all that is left of the tolerance is under way it waits: what is under
   * way may yet turn out to be right.
   *
   * @param counted whether it is counted from its beginning; else only its failure is: where hashes cost less than counting
   */
  begin(name: string, address: string, counted: boolean): Promise<Try>
}

interface Row {
  readonly key: string
  readonly since: number
  readonly failures: number
  readonly pending: number
}

const firstWaitMs = 10
const longestWaitMs = 200
const patienceMs = 8_000

/** The table, for the transaction that creates the others. `pending`: under way. Keys are hashes: no name, no address. */
export const loginLimitsSchema = `
  CREATE TABLE IF NOT EXISTS login_tries (
    key TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    pending INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS login_tries_by_age ON login_tries (since);`

/** Counts over an open connection whose tables exist. */
export function createLoginLimits(connection: DatabaseSync, tolerance: LoginTolerance, nowMs = Date.now): LoginLimits {
  const windowMs = tolerance.windowSeconds * 1_000
  const select = connection.prepare(
    'SELECT key, since, failures, pending FROM login_tries WHERE key IN (?, ?, ?) AND since > ?',
  )
  const forget = connection.prepare('DELETE FROM login_tries WHERE since <= ?')
  const add = connection.prepare(
    `INSERT INTO login_tries (key, since, failures, pending) VALUES (:key, :now, :failures, MAX(0, :pending))
     ON CONFLICT (key) DO UPDATE SET failures = failures + :failures, pending = MAX(0, pending + :pending)`,
  )
  const acquit = connection.prepare('UPDATE login_tries SET failures = 0 WHERE key = ?')
  const tidy = connection.prepare('DELETE FROM login_tries WHERE key = ? AND failures = 0 AND pending = 0')

  const read = (keys: Keys) => select.all(...keys.all, nowMs() - windowMs) as unknown as Row[]

  /** What stands against a try: nothing, or what is under way; it throws where too much is certain. */
  function judge(rows: readonly Row[], { limitOf }: Keys): 'free' | 'busy' {
    const spent = rows.find(({ key, failures }) => failures >= limitOf(key))
    if (spent) throw new TooManyTries(Math.max(1, Math.ceil((spent.since + windowMs - nowMs()) / 1_000)))
    return rows.some(({ key, failures, pending }) => failures + pending >= limitOf(key)) ? 'busy' : 'free'
  }

  function transact<T>(work: () => T): T {
    connection.exec('BEGIN IMMEDIATE')
    try {
      return work()
    } finally {
      connection.exec('COMMIT')
    }
  }

  /** @param changes by how much each of the keys changes */
  function count(keys: Keys, changes: { readonly failures: number; readonly pending: number }): void {
    const now = nowMs()
    forget.run(now - windowMs)
    for (const key of keys.all) {
      add.run({ key, now, ...changes })
      tidy.run(key)
    }
  }

  /** Asked again inside the transaction: between reading and writing others may have begun. */
  function reserve(keys: Keys): boolean {
    return transact(() => {
      const isFree = judge(read(keys), keys) === 'free'
      if (isFree) count(keys, { failures: 0, pending: 1 })
      return isFree
    })
  }

  /** @param pending how much of it was counted as under way */
  function end(keys: Keys, matches: boolean, pending: number): void {
    transact(() => {
      // Who knows the password has nothing held against it there; what was tried on others, or from elsewhere, stays.
      if (matches) acquit.run(keys.pair)
      count(keys, { failures: matches ? 0 : 1, pending: -pending })
    })
  }

  async function beginCounted(keys: Keys): Promise<Try> {
    const givesUpAt = performance.now() + patienceMs
    let waitMs = firstWaitMs
    while (judge(read(keys), keys) === 'busy' || !reserve(keys)) {
      if (performance.now() > givesUpAt) throw new TooManyTries(1)
      await sleep(waitMs)
      waitMs = Math.min(2 * waitMs, longestWaitMs)
    }
    return { end: (matches) => end(keys, matches, 1) }
  }

  function beginUncounted(keys: Keys): Try {
    const rows = read(keys)
    judge(rows, keys)
    return {
      end: (matches) => {
        if (!matches || rows.length > 0) end(keys, matches, 0)
      },
    }
  }

  return {
    begin: async (name, address, counted) => {
      const keys = keysOf(name, address, tolerance.failures)
      return counted ? beginCounted(keys) : beginUncounted(keys)
    },
  }
}

interface Keys {
  readonly pair: string
  readonly all: readonly [pair: string, address: string, account: string]
  limitOf(key: string): number
}

function keysOf(name: string, address: string, failures: number): Keys {
  const network = networkOf(address)
  const keyOf = (kind: keyof typeof shares, of: string) =>
    `${kind}:${createHash('sha256').update(of).digest('base64url')}`
  const pair = keyOf('pair', `${network} ${name}`)
  return {
    pair,
    all: [pair, keyOf('address', network), keyOf('account', name)],
    limitOf: (key) => failures * shares[key.slice(0, key.indexOf(':')) as keyof typeof shares],
  }
}
