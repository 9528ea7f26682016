/** JSON Schemas that several routes share. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import Type from 'typebox'

/** A Fastify scope whose handlers have the types of their schemas. */
export type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** The fields of a user. */
export const userFields = {
  id: Type.Integer(),
  name: Type.String(),
  role: Type.Union([Type.Literal('user'), Type.Literal('admin')]),
}

/** `/:id` of a row. */
export const idParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })

export const passwordField = Type.String({ minLength: 1, maxLength: 256 })

/** The credentials in the answer to a login, unless they are in cookies. */
export const issued = { access_token: Type.Optional(Type.String()), refresh_token: Type.Optional(Type.String()) }
