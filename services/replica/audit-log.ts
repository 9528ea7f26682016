/** Who logged in, who failed to, and who changed what for whom: lines of the replica's log, named `audit`, without credentials. */
import type { FastifyRequest } from 'fastify'

/** What is written down. A closed set: whoever watches the log goes by these words. */
export type AuditEvent =
  | 'login'
  /** Wrong name or password. Which name is not told: people type passwords there. */
  | 'login-failed'
  | 'login-limited'
  /** A refresh token that is none, or that was used before. */
  | 'refresh-refused'
  | 'logout'
  | 'logout-all'
  | 'session-ended'
  | 'password-changed'
  | 'role-changed'
  | 'user-disabled'
  | 'user-enabled'
  /** Somebody asked for an admin's page who is none. */
  | 'not-allowed'

/** What else is known: of whom, how many, what it is now. Never a name that was typed, a password, a cookie, a token or an id of either. */
export interface AuditDetails {
  /** Who acts, where the request itself does not say yet. */
  readonly user?: number
  /** Whose login or role it is, where that is not who acts. */
  readonly of?: number
  readonly role?: string
  readonly ended?: number
  readonly reason?: string
}

/** Writes one line. */
export function audit(request: FastifyRequest, event: AuditEvent, details: AuditDetails = {}): void {
  const [, mode] = (request.routeOptions.url ?? '').split('/')
  const user = request.caller?.identity.id
  const { id: reqId, ip: address } = request
  request.log.info({ reqId, name: 'audit', event, mode, address, ...(user && { user }), ...details })
}
