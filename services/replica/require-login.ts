/** Authenticates requests with the mode's strategy, before their bodies are read. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { RejectReason, Strategy, Verdict } from '../strategies/strategy.ts'
import { audit } from './audit-log.ts'
import { sendProblem } from './http/problem.ts'

/** The authenticated user of a request. */
export type Caller = Extract<Verdict, { ok: true }>

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated user, on routes behind `requireLogin`. */
    caller: Caller
  }
}

/**
 * Admits only requests with a valid credential to this scope; answers others 401 with the reason. Synchronous if the strategy
 * is, as most are.
 */
export function requireLogin(scope: FastifyInstance, strategy: Strategy): void {
  scope.decorateRequest('caller')
  scope.addHook('onRequest', (request, reply, done) => {
    function handle(verdict: Verdict): void {
      if (!verdict.ok) return void refuse(reply, strategy, verdict.reason)
      request.caller = verdict
      done()
    }
    const verdict = strategy.identify(request)
    if (verdict instanceof Promise) verdict.then(handle, done)
    else handle(verdict)
  })
}

/** Admits only admins to this scope, which must be inside one of `requireLogin`; uses the role that the strategy reports. */
export function requireAdmin(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (request.caller.identity.role === 'admin') return undefined
    audit(request, 'not-allowed')
    return sendProblem(reply, 'not-an-admin')
  })
}

/** Answers 401 with the reason and the challenge. */
export function refuse(reply: FastifyReply, { challenge }: Strategy, reason: RejectReason): FastifyReply {
  if (reason === 'bad-credentials') audit(reply.request, 'login-failed')
  return sendProblem(reply.header('www-authenticate', challenge), reason)
}
