/** The JSON Schemas several routes share. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import Type from 'typebox'
import { type Role, roles } from '../../database/users.ts'

/** A Fastify scope whose handlers take their types from their schemas. */
export type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/**
 * Who somebody is. The role is one `enum`, not a union of literals: answers are written by their schema, and for each value
 * of a union fast-json-stringify asks Ajv which member it is (2 µs for a `GET /me`).
 */
export const userFields = {
  id: Type.Integer(),
  name: Type.String(),
  role: Type.Unsafe<Role>({ type: 'string', enum: roles }),
}

/** `/:id` of a row. */
export const idParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })
