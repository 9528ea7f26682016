/** The JSON Schemas several routes share. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import Type from 'typebox'

/** A Fastify scope whose handlers take their types from their schemas. */
export type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Who somebody is. */
export const userFields = {
  id: Type.Integer(),
  name: Type.String(),
  role: Type.Union([Type.Literal('user'), Type.Literal('admin')]),
}

/** `/:id` of a row. */
export const idParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })

export const passwordField = Type.String({ minLength: 1, maxLength: 256 })

/** What a login gives, where the client does not get it in cookies. */
export const issued = { access_token: Type.Optional(Type.String()), refresh_token: Type.Optional(Type.String()) }
