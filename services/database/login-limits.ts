/**
 * Limits wrong passwords over all replicas together: they are counted in the database, which replicas share with every strategy.
 * A login attempt of full cost is counted before its hash is computed, so that no burst gets past the limit.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { networkOf } from './network-address.ts'

/** How many failed logins are tolerated. */
export interface LoginTolerance {
  /** Wrong passwords for one account from one address. The limits by address and by account are multiples: see `shares`. */
  readonly failures: number
  /** All failures are forgotten this long after the first. */
  readonly windowSeconds: number
}

/**
 * Factors of `failures`. By address: a whole office may share one. By account from any address: with a low limit a stranger could
 * lock out a user who knows the password.
 */
const shares = { pair: 1, address: 5, account: 10 } as const

/** Too many failed logins: 429, even if this password is correct. */
export class TooManyLoginAttempts extends Error {
  readonly code = 'TOO_MANY_LOGIN_ATTEMPTS'
  /** Until the first failure is forgotten. */
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('too many wrong passwords')
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** A password that is about to be verified. */
export interface LoginAttempt {
  /** Call it once, also if the verification throws. */
  end(matches: boolean): void
}

/** Counts wrong passwords. */
export interface LoginLimits {
  /**
   * Begins a login attempt, or throws `TooManyLoginAttempts`. Waits while pending attempts use up the rest of the limit, since
   * they may still succeed.
   *
   * @param counted count the attempt from its beginning; otherwise only a failure is counted, for hashes that cost less than counting
   */
  begin(name: string, address: string, counted: boolean): Promise<LoginAttempt>
}

interface Row {
  readonly key: string
  readonly since: number
  readonly failures: number
  readonly pending: number
}

const firstWaitMs = 10
const longestWaitMs = 200
const totalWaitMs = 8_000
/** A pending attempt counts for this long, then its replica must have crashed: far longer than any hash takes. */
const leaseMs = 10_000

/**
 * The table, for the transaction that creates the others. `pending`: attempts that have not ended; they count until
 * `pending_until`. Keys are hashes: no name, no address. Its first form had another name.
 */
export const loginLimitsSchema = `
  CREATE TABLE IF NOT EXISTS login_counts (
    key TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    pending_until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS login_counts_by_age ON login_counts (since);`

/** Login limits over an open connection whose tables exist. */
export function createLoginLimits(connection: DatabaseSync, tolerance: LoginTolerance, nowMs = Date.now): LoginLimits {
  const windowMs = tolerance.windowSeconds * 1_000
  const select = connection.prepare(
    `SELECT key, since, failures, iif(pending_until > ?, pending, 0) AS pending
     FROM login_counts WHERE key IN (?, ?, ?) AND since > ?`,
  )
  const forget = connection.prepare('DELETE FROM login_counts WHERE since <= ?')
  const add = connection.prepare(
    `INSERT INTO login_counts (key, since, failures, pending, pending_until)
     VALUES (:key, :now, :failures, MAX(0, :pending), iif(:pending > 0, :now + ${leaseMs}, 0))
     ON CONFLICT (key) DO UPDATE SET
       failures = failures + :failures,
       pending = MAX(0, iif(pending_until > :now, pending, 0) + :pending),
       pending_until = iif(:pending > 0, :now + ${leaseMs}, pending_until)`,
  )
  const acquit = connection.prepare('UPDATE login_counts SET failures = 0 WHERE key = ?')
  const tidy = connection.prepare('DELETE FROM login_counts WHERE key = ? AND failures = 0 AND pending = 0')

  const read = (keys: Keys) => select.all(nowMs(), ...keys.all, nowMs() - windowMs) as unknown as Row[]

  /** `busy` if pending attempts could exceed a limit; throws if failures already do. */
  function check(rows: readonly Row[], { limitOf }: Keys): 'free' | 'busy' {
    const spent = rows.find(({ key, failures }) => failures >= limitOf(key))
    if (spent) throw new TooManyLoginAttempts(Math.max(1, Math.ceil((spent.since + windowMs - nowMs()) / 1_000)))
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

  /** @param changes added to the counts of each key */
  function count(keys: Keys, changes: { readonly failures: number; readonly pending: number }): void {
    const now = nowMs()
    forget.run(now - windowMs)
    for (const key of keys.all) {
      add.run({ key, now, ...changes })
      tidy.run(key)
    }
  }

  /** Checks again inside the transaction, since other attempts may have begun between reading and writing. */
  function reserve(keys: Keys): boolean {
    return transact(() => {
      const isFree = check(read(keys), keys) === 'free'
      if (isFree) count(keys, { failures: 0, pending: 1 })
      return isFree
    })
  }

  /** @param pending 1 if the attempt was counted from its beginning, else 0 */
  function end(keys: Keys, matches: boolean, pending: number): void {
    transact(() => {
      // A correct password clears the failures of this account at this address; all other counts stay.
      if (matches) acquit.run(keys.pair)
      count(keys, { failures: matches ? 0 : 1, pending: -pending })
    })
  }

  async function beginCounted(keys: Keys): Promise<LoginAttempt> {
    const givesUpAt = performance.now() + totalWaitMs
    let waitMs = firstWaitMs
    while (check(read(keys), keys) === 'busy' || !reserve(keys)) {
      if (performance.now() > givesUpAt) throw new TooManyLoginAttempts(1)
      await sleep(waitMs)
      waitMs = Math.min(2 * waitMs, longestWaitMs)
    }
    return { end: (matches) => end(keys, matches, 1) }
  }

  function beginUncounted(keys: Keys): LoginAttempt {
    const rows = read(keys)
    check(rows, keys)
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
