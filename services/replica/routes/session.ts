/** Login, refresh, logout, and the present user. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Users } from '../../database/users.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { audit } from '../audit-log.ts'
import { refuse } from '../require-login.ts'
import { issued, passwordField, type Scope, userFields } from './schema.ts'

const user = Type.Object(userFields)

const login = {
  body: Type.Object(
    {
      username: Type.String({ minLength: 1, maxLength: 64 }),
      password: passwordField,
      /** Return the credential in an HttpOnly cookie, if the strategy would return it in the body. */
      cookie: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({ user, ...issued }) },
}

const refresh = {
  /** Without a body, the cookie is used. */
  body: Type.Union([
    Type.Null(),
    Type.Object(
      { refresh_token: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })) },
      { additionalProperties: false },
    ),
  ]),
  response: { 200: Type.Object(issued) },
}

const me = {
  response: {
    200: Type.Object({
      ...userFields,
      /** The replica that issued the credential; `null` if the client makes it itself. */
      issuedBy: Type.Union([Type.String(), Type.Null()]),
      /** The replica that answers. */
      servedBy: Type.String(),
      version: Type.Integer(),
    }),
  },
}

/** `POST /login`. */
export function loginRoutes(scope: FastifyInstance, { strategy, users }: { strategy: Strategy; users: Users }): void {
  const typed: Scope = scope.withTypeProvider()
  typed.post('/login', { schema: login }, async (request, reply) => {
    const { username, password, cookie = false } = request.body
    const user = await users.verify(username, password, request.ip)
    if (!user) return refuse(reply, strategy, 'bad-credentials')
    const issued = await strategy.issue(request, reply, user, { cookie })
    audit(request, 'login', { user: user.id })
    return { user, ...issued }
  })
}

/** `POST /refresh`; only if the strategy has refresh tokens. */
export function refreshRoutes(scope: FastifyInstance, strategy: Strategy): void {
  if (!strategy.refresh) return
  const renew = strategy.refresh
  const typed: Scope = scope.withTypeProvider()
  typed.post('/refresh', { schema: refresh }, async (request, reply) => {
    const renewed = await renew(request, reply, request.body?.refresh_token)
    if (!('reason' in renewed)) return renewed
    audit(request, 'refresh-refused', { reason: renewed.reason })
    return refuse(reply, strategy, renewed.reason)
  })
}

/** `GET /me`, `POST /logout` and `POST /logout-all`, for logged-in users. */
export function sessionRoutes(
  scope: FastifyInstance,
  { strategy, replica }: { strategy: Strategy; replica: string },
): void {
  const typed: Scope = scope.withTypeProvider()
  typed.get('/me', { schema: me }, ({ caller: { identity, issuedBy, version } }) => {
    const { id, name, role } = identity
    return { id, name, role, issuedBy, servedBy: replica, version }
  })
  // The answer is 204 also if the strategy cannot end the credential: the lab measures how long the credential stays valid.
  typed.post('/logout', async (request, reply) => {
    await strategy.revoke?.(request)
    audit(request, 'logout')
    strategy.forget?.(reply)
    return reply.code(204).send()
  })
  typed.post('/logout-all', async (request, reply) => {
    await strategy.revokeAll?.(request, request.caller.identity.id)
    audit(request, 'logout-all')
    strategy.forget?.(reply)
    return reply.code(204).send()
  })
}
