/** Strategy `jwt-denylist`: a token as in `jwt`, and a question to Redis with each request: was it revoked? */

import { createDenylist } from './redis/redis-denylist.ts'
import type { StrategyFactory } from './strategy.ts'
import { createBearer } from './token/bearer-token.ts'

/**
 * A logout works at once and everywhere, for one round trip (one MGET) a request: what was won by keeping no sessions is
 * given back. Fails closed: 503 where Redis cannot be asked, since whoever cannot ask cannot know. A role that was taken
 * away still lives as long as the token.
 */
export const jwtDenylist: StrategyFactory = async (scope, context) => {
  const { mode, redis, tokenTtlSeconds, clockToleranceSeconds } = context
  if (redis === undefined) throw new Error(`[jwt-denylist] mode ${mode} needs the address of a Redis`)
  const { challenge, give, identify, state, forget } = await createBearer(scope, context, tokenTtlSeconds)
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
    close: denylist.close,
  }
}
