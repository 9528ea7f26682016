/** What the page's server refuses, as problem documents (RFC 9457). */
import type { FastifyReply } from 'fastify'

const problems = {
  'invalid-request': { status: 400, title: 'The request does not have the form this route asks for' },
  'foreign-host': { status: 421, title: 'This is not an address of the lab' },
  'foreign-origin': { status: 403, title: 'Only the page of the lab itself may do this' },
  'key-needed': { status: 403, title: 'Only who has the key of the lab may do this' },
  'not-found': { status: 404, title: 'There is no such page' },
  impossible: { status: 409, title: 'The stack cannot do this now' },
  starting: { status: 503, title: 'The stack is still being started' },
  internal: { status: 500, title: 'The live page failed' },
} as const satisfies Record<string, { status: number; title: string }>

export type DashboardProblem = keyof typeof problems

export function sendProblem(reply: FastifyReply, reason: DashboardProblem, detail?: string): FastifyReply {
  const { status, title } = problems[reason]
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ status, title, reason, ...(detail && { detail }) })
}
