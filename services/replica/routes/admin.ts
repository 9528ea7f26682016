/** The admin pages: users, roles and disabling. For the role `admin`, as the strategy reports it. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Users } from '../../database/users.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { audit } from '../audit-log.ts'
import { sendProblem } from '../http/problem.ts'
import { requireAdmin } from '../require-login.ts'
import { idParams, type Scope, userFields } from './schema.ts'

const pageSize = 100

const user = Type.Object(userFields)

const list = {
  /** The page after the one whose last user had this id. */
  querystring: Type.Object({ after: Type.Optional(idParams.properties.id) }),
  response: { 200: Type.Object({ users: Type.Array(user) }) },
}

const setRole = {
  params: idParams,
  body: Type.Object({ role: userFields.role }, { additionalProperties: false }),
  response: { 200: user },
}

const setDisabled = {
  params: idParams,
  body: Type.Object({ disabled: Type.Boolean() }, { additionalProperties: false }),
  response: { 200: user },
}

/** `GET /admin/users`, `PUT /admin/users/:id/role` and `PUT /admin/users/:id/disabled`. */
export function adminRoutes(
  scope: FastifyInstance,
  { strategy, users }: { readonly strategy: Strategy; readonly users: Users },
): void {
  scope.register(async (admins) => {
    const typed: Scope = admins.withTypeProvider()
    requireAdmin(admins)
    typed.get('/admin/users', { schema: list }, async ({ query }) => ({
      users: users.list(Number(query.after ?? 0), pageSize),
    }))
    typed.put('/admin/users/:id/role', { schema: setRole }, async (request, reply) => {
      const user = users.setRole(Number(request.params.id), request.body.role)
      if (!user) return sendProblem(reply, 'no-such-user')
      audit(request, 'role-changed', { of: user.id, role: user.role })
      return user
    })
    typed.put('/admin/users/:id/disabled', { schema: setDisabled }, async (request, reply) => {
      const user = users.setDisabled(Number(request.params.id), request.body.disabled)
      if (!user) return sendProblem(reply, 'no-such-user')
      // Strategies that read the user with each request refuse it at once; others must revoke its credentials, if they can.
      if (request.body.disabled) await strategy.revokeAll?.(request, user.id)
      audit(request, request.body.disabled ? 'user-disabled' : 'user-enabled', { of: user.id })
      return user
    })
  })
}
