/** Problem documents (RFC 9457) with a closed set of reasons. */
import type { FastifyReply } from 'fastify'

/** Each reason with its status and title. Reports group by the reasons, and clients may rely on them. */
export const problems = {
  'bad-request': { status: 400, title: 'The request is not valid HTTP' },
  'malformed-body': { status: 400, title: 'The body is not JSON in UTF-8' },
  'invalid-request': { status: 400, title: 'The request does not match the schema of this route' },
  missing: { status: 401, title: 'The request has no credential' },
  malformed: { status: 401, title: 'The credential cannot be read' },
  'bad-signature': { status: 401, title: 'The signature of the credential is not valid' },
  expired: { status: 401, title: 'The credential has expired' },
  'not-yet-valid': { status: 401, title: 'The credential is not valid yet' },
  'wrong-audience': { status: 401, title: 'The credential has another issuer or audience' },
  'unknown-session': { status: 401, title: 'The session does not exist' },
  revoked: { status: 401, title: 'The credential was revoked' },
  'bad-credentials': { status: 401, title: 'User name or password is wrong' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'wrong-password': { status: 403, title: 'The current password is wrong' },
  'not-the-author': { status: 403, title: 'Only the author may change or delete this post' },
  'not-an-admin': { status: 403, title: 'Only admins may do this' },
  'not-found': { status: 404, title: 'There is no such page' },
  'no-such-post': { status: 404, title: 'There is no such post' },
  'no-such-user': { status: 404, title: 'There is no such user' },
  'no-such-session': { status: 404, title: 'This user has no such session' },
  'method-not-allowed': { status: 405, title: 'This page does not support this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'wrong-content-type': { status: 415, title: 'The body must be application/json' },
  'too-many-tries': { status: 429, title: 'Too many failed logins from this address or for this name' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'The server failed' },
  'no-session-state': { status: 501, title: 'This strategy keeps no session state' },
  'no-session-list': { status: 501, title: 'This strategy stores no list of sessions' },
  'store-unavailable': { status: 503, title: 'The session store is unreachable' },
  'database-unavailable': { status: 503, title: 'The database is unavailable' },
  joining: { status: 503, title: 'The replica has not yet copied the sessions of the other replicas' },
  stopping: { status: 503, title: 'The replica is about to stop' },
} as const satisfies Record<string, { status: number; title: string }>

/** Why a request was refused. */
export type ProblemReason = keyof typeof problems

/** A problem document. */
export interface ProblemDocument {
  /** `urn:session-scaling-lab:problem:<reason>` */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly reason: ProblemReason
  /** Details for a human reader; contains only what the client itself sent. */
  readonly detail?: string
}

/** Content type of every problem document. */
export const problemContentType = 'application/problem+json'

/** The document for a reason. */
export function problemDocument(reason: ProblemReason, detail?: string): ProblemDocument {
  const { status, title } = problems[reason]
  return { type: `urn:session-scaling-lab:problem:${reason}`, title, status, reason, ...(detail && { detail }) }
}

/** Answers the request with a problem document; a 503 has a `Retry-After`. */
export function sendProblem(reply: FastifyReply, reason: ProblemReason, detail?: string): FastifyReply {
  const { status } = problems[reason]
  if (status === 503) reply.header('retry-after', '1')
  return reply.code(status).type(problemContentType).send(problemDocument(reason, detail))
}
