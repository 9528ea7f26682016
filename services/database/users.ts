/** The users of the lab: names, roles and passwords. */
import type { DatabaseSync } from 'node:sqlite'
import type { LoginLimits } from './login-limits.ts'
import { hashLike, isFullCost, unknownUserHash, verifyPassword } from './password-hash.ts'

/** What a user may do: `admin` sees the admin pages. */
export type Role = 'user' | 'admin'

/** Every role, for schemas and checks. */
export const roles = ['user', 'admin'] as const satisfies readonly Role[]

/** A user, as the rest of the replica sees it. */
export interface User {
  readonly id: number
  readonly name: string
  readonly role: Role
}

/** The users table. */
export interface Users {
  /** The user as the database has it at the time of the call; undefined if disabled. */
  byId(id: number): User | undefined
  /**
   * The user with this name and password, or undefined; an unknown name and a disabled user take as long as a known one.
   *
   * @param address of the client
   * @throws TooManyLoginAttempts after too many wrong passwords from this address or for this name; then no hash is computed
   */
  verify(name: string, password: string, address: string): Promise<User | undefined>
  /** Users with ids above `afterId`, in order of id, at most `limit`. */
  list(afterId: number, limit: number): User[]
  /** The user with the new role, or undefined if there is no such user. */
  setRole(id: number, role: Role): User | undefined
  /** Sets a new password, with the hash cost of the old one. */
  setPassword(id: number, password: string): Promise<void>
  /** Disables or enables the user; returns undefined if there is no such user. */
  setDisabled(id: number, disabled: boolean): User | undefined
}

/** Reads and writes users over an open connection. */
export function createUsers(connection: DatabaseSync, limits: LoginLimits): Users {
  const selectById = connection.prepare('SELECT id, name, role FROM users WHERE id = ? AND disabled = 0')
  const selectByName = connection.prepare('SELECT id, name, role, password_hash, disabled FROM users WHERE name = ?')
  const selectPage = connection.prepare('SELECT id, name, role FROM users WHERE id > ? ORDER BY id LIMIT ?')
  const updateRole = connection.prepare('UPDATE users SET role = ? WHERE id = ? RETURNING id, name, role')
  const selectHash = connection.prepare('SELECT password_hash FROM users WHERE id = ?')
  const updateHash = connection.prepare('UPDATE users SET password_hash = ? WHERE id = ?')
  const updateDisabled = connection.prepare('UPDATE users SET disabled = ? WHERE id = ? RETURNING id, name, role')
  return {
    byId: (id) => selectById.get(id) as User | undefined,
    verify: async (name, password, address) => {
      const row = selectByName.get(name) as (User & { password_hash: string; disabled: 0 | 1 }) | undefined
      const hash = row?.password_hash ?? unknownUserHash
      // Virtual users log in by the thousand with the right password, and their hash costs less than counting the attempt.
      const attempt = await limits.begin(name, address, isFullCost(hash))
      let matches = false
      try {
        matches = await verifyPassword(password, hash)
      } finally {
        attempt.end(matches)
      }
      return row && matches && !row.disabled ? { id: row.id, name: row.name, role: row.role } : undefined
    },
    list: (afterId, limit) => selectPage.all(afterId, limit) as unknown as User[],
    setRole: (id, role) => updateRole.get(role, id) as User | undefined,
    setPassword: async (id, password) => {
      const { password_hash } = selectHash.get(id) as { password_hash: string }
      updateHash.run(await hashLike(password_hash, password), id)
    },
    setDisabled: (id, disabled) => updateDisabled.get(disabled ? 1 : 0, id) as User | undefined,
  }
}
