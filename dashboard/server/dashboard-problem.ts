/** The error responses of the page's server, as problem documents (RFC 9457). */
import type { FastifyReply } from 'fastify'

const problems = {
  'invalid-request': { status: 400, title: 'The request does not match the schema of this route' },
  'foreign-host': { status: 421, title: 'The Host header is not an address of the lab' },
  'foreign-origin': { status: 403, title: 'Only the page of the lab may send this request' },
  'key-needed': { status: 403, title: 'This request needs the key of the lab' },
  'not-found': { status: 404, title: 'Not found' },
  impossible: { status: 409, title: 'The stack cannot do this now' },
  internal: { status: 500, title: 'Internal error of the live page' },
} as const satisfies Record<string, { status: number; title: string }>

/** The `reason` of an error response. */
export type DashboardProblem = keyof typeof problems

/** Sends the problem document of `reason`. */
export function sendProblem(reply: FastifyReply, reason: DashboardProblem, detail?: string): FastifyReply {
  const { status, title } = problems[reason]
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ status, title, reason, ...(detail && { detail }) })
}
