/** Lists and ends a user's own logins, and for admins those of others, if the strategy stores them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { LoginEntry, Strategy } from '../../strategies/strategy.ts'
import { audit } from '../audit-log.ts'
import { sendProblem } from '../http/problem.ts'
import { requireAdmin } from '../require-login.ts'
import { idParams, type Scope } from './schema.ts'

const handle = Type.String({ pattern: '^[\\w-]{16}$' })
const moment = Type.String({ format: 'date-time' })

const session = Type.Object({
  /** Identifies the login in this list; not a credential. */
  handle,
  issuedBy: Type.String(),
  startedAt: moment,
  /** The last recorded request; not every request is recorded. */
  lastSeenAt: moment,
  /** At the latest. */
  endsAt: moment,
  /** Whether it is the login of this request. */
  current: Type.Boolean(),
})

const list = { response: { 200: Type.Object({ sessions: Type.Array(session) }) } }
const ended = { response: { 200: Type.Object({ ended: Type.Integer() }) } }
const one = Type.Object({ handle })

type Logins = NonNullable<Strategy['logins']>

/**
 * `GET /sessions`, `DELETE /sessions` (all except the present one) and `DELETE /sessions/:handle`; for admins the same below
 * `/admin/users/:id`, where `DELETE` ends all. If the strategy stores no logins: 501 `no-session-list`.
 */
export function sessionListRoutes(scope: FastifyInstance, strategy: Strategy): void {
  const typed: Scope = scope.withTypeProvider()
  const own = (request: FastifyRequest) => request.caller.identity.id

  typed.get('/sessions', { schema: list }, (request, reply) => answerList(request, reply, own(request)))
  typed.delete('/sessions', { schema: ended }, (request, reply) =>
    answerEnd(request, reply, own(request), ({ current }) => !current),
  )
  typed.delete('/sessions/:handle', { schema: { params: one, ...ended } }, (request, reply) =>
    answerEndOfOne(request, reply, own(request), request.params.handle),
  )

  scope.register(async (admins) => {
    const typed: Scope = admins.withTypeProvider()
    requireAdmin(admins)
    const path = '/admin/users/:id/sessions'
    const oneOfUser = Type.Object({ ...idParams.properties, handle })
    typed.get(path, { schema: { params: idParams, ...list } }, (request, reply) =>
      answerList(request, reply, Number(request.params.id)),
    )
    typed.delete(path, { schema: { params: idParams, ...ended } }, (request, reply) =>
      answerEnd(request, reply, Number(request.params.id), () => true),
    )
    typed.delete(`${path}/:handle`, { schema: { params: oneOfUser, ...ended } }, (request, reply) =>
      answerEndOfOne(request, reply, Number(request.params.id), request.params.handle),
    )
  })

  async function answerList(request: FastifyRequest, reply: FastifyReply, userId: number) {
    if (!strategy.logins) return sendProblem(reply, 'no-session-list')
    return { sessions: (await strategy.logins.list(request, userId)).map(show) }
  }

  async function answerEnd(request: FastifyRequest, reply: FastifyReply, userId: number, which: Choice) {
    if (!strategy.logins) return sendProblem(reply, 'no-session-list')
    const ended = await strategy.logins.end(request, userId, which)
    if (ended > 0) audit(request, 'session-ended', { of: userId, ended })
    return { ended }
  }

  async function answerEndOfOne(request: FastifyRequest, reply: FastifyReply, userId: number, handle: string) {
    const answer = await answerEnd(request, reply, userId, (login) => login.handle === handle)
    return 'ended' in answer && answer.ended === 0 ? sendProblem(reply, 'no-such-session') : answer
  }
}

type Choice = Parameters<Logins['end']>[2]

function show({ handle, issuedBy, startedAtMs, seenAtMs, endsAtMs, current }: LoginEntry) {
  const at = (ms: number) => new Date(ms).toISOString()
  return { handle, issuedBy, startedAt: at(startedAtMs), lastSeenAt: at(seenAtMs), endsAt: at(endsAtMs), current }
}
