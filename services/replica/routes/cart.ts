/** The cart: session state, stored by the mode's strategy. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Strategy } from '../../strategies/strategy.ts'
import { sendProblem } from '../http/problem.ts'
import { refuse } from '../require-login.ts'
import type { Scope } from './schema.ts'

const cart = Type.Object({
  items: Type.Unsafe<readonly string[]>(Type.Array(Type.String())),
  version: Type.Integer(),
  /** The new token, if the cart is in the token. */
  access_token: Type.Optional(Type.String()),
})

const read = { response: { 200: cart } }

const append = {
  /** Items need not be unique here: the lab's clients send unique ones, so that an item that was applied twice is visible. */
  body: Type.Object({ item: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false }),
  response: { 200: cart },
}

/** `GET /cart` and `POST /cart`; 501 if the strategy has no state. */
export function cartRoutes(scope: FastifyInstance, strategy: Strategy): void {
  const { state } = strategy
  const typed: Scope = scope.withTypeProvider()
  if (!state) {
    typed.route({
      method: ['GET', 'POST'],
      url: '/cart',
      handler: (_, reply) => sendProblem(reply, 'no-session-state'),
    })
    return
  }
  typed.get('/cart', { schema: read }, (request) => state.read(request))
  typed.post('/cart', { schema: append }, async (request, reply) => {
    const written = await state.append(request, reply, request.body.item)
    return 'reason' in written ? refuse(reply, strategy, written.reason) : written
  })
}
