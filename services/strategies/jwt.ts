/** Strategy `jwt`: a signed token that carries everything. No replica keeps anything, so nothing can be taken back. */

import type { StrategyFactory } from './strategy.ts'
import { createBearer } from './token/bearer-token.ts'

/** A logged-out token, or one whose role was taken away, is good until it expires. */
export const jwt: StrategyFactory = async (scope, context) => {
  const { challenge, give, identify, state, forget } = await createBearer(scope, context, context.tokenTtlSeconds)
  return {
    challenge,
    issue: async (_request, reply, { id, name, role }, { cookie }) => give(reply, { sub: `${id}`, name, role }, cookie),
    identify,
    state,
    forget,
  }
}
