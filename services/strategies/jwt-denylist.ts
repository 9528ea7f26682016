/** Strategy `jwt-denylist`: a token as in `jwt`, and a denylist in Redis that is checked with each request. */

import { createDenylist } from './redis/redis-denylist.ts'
import type { StrategyFactory } from './strategy.ts'
import { createBearer } from './token/bearer-token.ts'

/**
 * A logout takes effect at once on all replicas, at the cost of one round trip (one MGET) for each request, which stateless
 * tokens were meant to save. Fails closed: without Redis the answer is 503. A lost role stays valid as long as the token.
 */
export const jwtDenylist: StrategyFactory = async (scope, context) => {
  const { mode, redis, tokenTtlSeconds, clockToleranceSeconds } = context
  if (redis === undefined) throw new Error(`[jwt-denylist] mode ${mode} needs the address of a Redis`)
  const { challenge, give, identify, state, forget, tokenCache } = await createBearer(scope, context, tokenTtlSeconds)
  const denylist = createDenylist(redis, scope.log, mode, tokenTtlSeconds + clockToleranceSeconds)
  return {
    challenge,
    issue: async (_request, reply, { id, name, role }, { cookie }) =>
      give(reply, { sub: `${id}`, name, role, gen: await denylist.generationOf(id) }, cookie),
    identify: async (request) => {
      const verdict = identify(request)
      if (!verdict.ok) return verdict
      const { jti, sub, gen } = request.user
      const revoked = gen === undefined || (await denylist.isRevoked({ jti, userId: Number(sub), generation: gen }))
      return revoked ? { ok: false, reason: 'revoked' } : verdict
    },
    state,
    revoke: ({ user: { jti, exp } }) => denylist.revoke(jti, (exp + clockToleranceSeconds) * 1000),
    revokeAll: (_request, userId) => denylist.revokeAll(userId),
    forget,
    storeTraffic: denylist.traffic,
    ...(tokenCache && { tokenCache }),
    close: denylist.close,
  }
}
