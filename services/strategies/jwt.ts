/** Strategy `jwt`: a signed token that carries all session state. No replica stores anything, so nothing can be revoked. */

import type { StrategyFactory } from './strategy.ts'
import { createBearer } from './token/bearer-token.ts'

/** A token is valid until it expires, also after a logout or the loss of a role. */
export const jwt: StrategyFactory = async (scope, context) => {
  const { challenge, give, identify, state, forget, tokenCache } = await createBearer(
    scope,
    context,
    context.tokenTtlSeconds,
  )
  return {
    challenge,
    issue: async (_request, reply, { id, name, role }, { cookie }) => give(reply, { sub: `${id}`, name, role }, cookie),
    identify,
    state,
    forget,
    ...(tokenCache && { tokenCache }),
  }
}
