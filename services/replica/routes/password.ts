/** Changes the password and revokes all credentials of the user, as far as the strategy can. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Users } from '../../database/users.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { audit } from '../audit-log.ts'
import { sendProblem } from '../http/problem.ts'
import { issued, passwordField, type Scope, userFields } from './schema.ts'

const change = {
  body: Type.Object({ current: passwordField, password: passwordField }, { additionalProperties: false }),
  response: { 200: Type.Object({ user: Type.Object(userFields), ...issued }) },
}

/**
 * `POST /password`: requires the current password, so that a stolen credential is not enough (OWASP ASVS 5.0, 6.2.3). Ends every
 * credential of the user, stolen ones and the present one (7.4.3), and issues a new one as a login does.
 */
export function passwordRoutes(
  scope: FastifyInstance,
  { strategy, users }: { readonly strategy: Strategy; readonly users: Users },
): void {
  const typed: Scope = scope.withTypeProvider()
  typed.post('/password', { schema: change }, async (request, reply) => {
    const { id, name } = request.caller.identity
    const { current, password } = request.body
    const user = await users.verify(name, current, request.ip)
    if (!user) return sendProblem(reply, 'wrong-password')
    await users.setPassword(id, password)
    await strategy.revokeAll?.(request, id)
    audit(request, 'password-changed')
    // A client that sent its token in a cookie gets the new one in a cookie too.
    const cookie = request.headers.authorization === undefined
    return { user, ...(await strategy.issue(request, reply, user, { cookie })) }
  })
}
