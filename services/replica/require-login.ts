/** Asks the mode's strategy who is calling, before anything else of the request is read. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { RejectReason, Strategy, Verdict } from '../strategies/strategy.ts'
import { audit } from './audit-log.ts'
import { sendProblem } from './http/problem.ts'

/** Who is calling, as the strategy found. */
export type Caller = Extract<Verdict, { ok: true }>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; there on routes behind `requireLogin`, for who was let in. */
    caller: Caller
  }
}

/**
 * Lets into this scope only requests whose credential is good; answers the others 401 with the reason. Waits only where the
 * strategy does: most know at once.
 */
export function requireLogin(scope: FastifyInstance, strategy: Strategy): void {
  scope.decorateRequest('caller')
  scope.addHook('onRequest', (request, reply, done) => {
    function judge(verdict: Verdict): void {
      if (!verdict.ok) return void refuse(reply, strategy, verdict.reason)
      request.caller = verdict
      done()
    }
    const verdict = strategy.identify(request)
    if (verdict instanceof Promise) verdict.then(judge, done)
    else judge(verdict)
  })
}

/** Lets into this scope, which is within one of `requireLogin`, only admins, as far as the strategy knows the role. */
export function requireAdmin(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (request.caller.identity.role === 'admin') return undefined
    audit(request, 'not-allowed')
    return sendProblem(reply, 'not-an-admin')
  })
}

/** Answers 401 with the reason, and says how to log in. */
export function refuse(reply: FastifyReply, { challenge }: Strategy, reason: RejectReason): FastifyReply {
  if (reason === 'bad-credentials') audit(reply.request, 'login-failed')
  return sendProblem(reply.header('www-authenticate', challenge), reason)
}
