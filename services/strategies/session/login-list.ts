/** Lists and ends a user's logins. They are named by handles, since their ids are credentials, or parts of one. */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Strategy } from '../strategy.ts'
import { endOfSession } from './session-id.ts'

/** The store of logins, by id. */
export interface LoginSource {
  /** The user's present logins. */
  of(userId: number): Promise<readonly StoredLogin[]>
  end(id: string): Promise<void>
  /** The id of the login that a request came with. */
  idOf(request: FastifyRequest): string | undefined
  /** The absolute lifetime of a login. */
  readonly ttlSeconds: number
}

/** One login as it is stored. */
export interface StoredLogin {
  readonly id: string
  readonly issuedBy: string
  readonly seenAtMs: number
}

/** The part of a strategy that lists and ends logins. */
export function createLoginList({ of, end, idOf, ttlSeconds }: LoginSource): NonNullable<Strategy['logins']> {
  const show = (request: FastifyRequest, { id, issuedBy, seenAtMs }: StoredLogin) => {
    const endsAtMs = endOfSession(id)
    const startedAtMs = endsAtMs - ttlSeconds * 1000
    return { handle: handleOf(id), issuedBy, startedAtMs, seenAtMs, endsAtMs, current: id === idOf(request) }
  }
  return {
    list: async (request, userId) => (await of(userId)).map((login) => show(request, login)),
    end: async (request, userId, which) => {
      const chosen = (await of(userId)).filter((login) => which(show(request, login)))
      await Promise.all(chosen.map(({ id }) => end(id)))
      return chosen.length
    },
  }
}

/** 96 bits of the hash of an id with 144 random bits: the same on every replica, and irreversible. */
const handleOf = (id: string) => createHash('sha256').update(id).digest('base64url').slice(0, 16)
