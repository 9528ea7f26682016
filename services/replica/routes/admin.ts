/** The admin pages: who is there, and what they may do. For role `admin`, as far as the strategy knows the role. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Users } from '../../database/users.ts'
import { audit } from '../audit.ts'
import { sendProblem } from '../problem.ts'
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

/** `GET /admin/users` and `PUT /admin/users/:id/role`. */
export function adminRoutes(scope: FastifyInstance, users: Users): void {
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
  })
}
