/** The audit log: logins, failed logins and administrative changes, as lines named `audit` in the replica's log, without credentials. */
import type { FastifyRequest } from 'fastify'

/** The events. A closed set, so that log monitoring can rely on the words. */
export type AuditEvent =
  | 'login'
  /** Wrong name or password. The name is not logged, since users sometimes type a password there. */
  | 'login-failed'
  | 'login-limited'
  /** An invalid or used refresh token. */
  | 'refresh-refused'
  | 'logout'
  | 'logout-all'
  | 'session-ended'
  | 'password-changed'
  | 'role-changed'
  | 'user-disabled'
  | 'user-enabled'
  /** A user without the role `admin` requested an admin page. */
  | 'not-allowed'

/** Further fields of a line. Never a typed name, a password, a cookie, a token, or the id of one. */
export interface AuditDetails {
  /** The acting user, if the request is not authenticated yet. */
  readonly user?: number
  /** The affected user, if not the acting one. */
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
