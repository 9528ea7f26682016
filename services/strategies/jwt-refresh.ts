/** Strategy `jwt-refresh`: short-lived tokens that ask nobody, renewed by a refresh token that Redis knows. */
import type { FastifyReply } from 'fastify'
import { createFamilies, type Rotated } from './redis/redis-families.ts'
import { cookieTerms } from './session/cookie-terms.ts'
import { createLoginList } from './session/login-list.ts'
import type { Issued, StrategyFactory } from './strategy.ts'
import { createBearer, type NewClaims } from './token/bearer-token.ts'
import type { VerifiedClaims } from './token/jwt-claims.ts'

const graceMs = 3000

/**
 * Redis is asked once per login, refresh and logout, and never in between. So a logout, or a lost role, is only noticed when
 * the access token has expired: within `accessTtlSeconds` plus the clock tolerance. While Redis is down, access tokens go
 * on until they expire; then 503.
 *
 * A family of which no token was used for the inactivity allowed is over, as a session is; access tokens that nobody uses end
 * by themselves. A refresh token is good once. Used again within three seconds it gets the same successor (two tabs, two replicas, a lost
 * answer); later, or after the successor was used, it ends the family: a copy is about. The cart lives in the access
 * token: a refresh takes it over from the one that comes along, expired or not.
 */
export const jwtRefresh: StrategyFactory = async (scope, context) => {
  const { mode, redis, replica, users, accessTtlSeconds, sessionTtlSeconds, sessionIdleSeconds } = context
  if (redis === undefined) throw new Error(`[jwt-refresh] mode ${mode} needs the address of a Redis`)
  const bearer = await createBearer(scope, context, accessTtlSeconds, sessionTtlSeconds)
  const families = createFamilies({
    address: redis,
    log: scope.log,
    mode,
    key: context.key('refresh'),
    ttlSeconds: sessionTtlSeconds,
    idleSeconds: sessionIdleSeconds,
    graceMs,
  })
  const cookie = cookieTerms(context, 'refresh', '/refresh')

  function give(reply: FastifyReply, claims: NewClaims, rotated: Rotated, asCookie: boolean): Issued {
    const { family, endsAtMs, successor } = rotated
    const issued = bearer.give(reply, { ...claims, fam: family }, asCookie, Math.floor(endsAtMs / 1000))
    if (!asCookie) return { ...issued, refresh_token: successor }
    reply.setCookie(cookie.name, successor, { ...cookie.options, expires: new Date(endsAtMs) })
    return issued
  }

  /** What a token of the same family carries over. */
  function carriedOver(token: string | undefined, family: string): Partial<Pick<VerifiedClaims, 'cart' | 'version'>> {
    const claims = token === undefined ? 'missing' : bearer.tokens.verify(token, { evenExpired: true })
    return typeof claims === 'string' || claims.fam !== family ? {} : { cart: claims.cart, version: claims.version }
  }

  return {
    challenge: bearer.challenge,
    identify: bearer.identify,
    state: bearer.state,
    issue: async (_request, reply, { id, name, role }, wants) =>
      give(reply, { sub: `${id}`, name, role }, await families.begin(id, replica), wants.cookie),
    refresh: async (request, reply, token) => {
      const presented = token ?? request.cookies[cookie.name]
      if (!presented) return { ok: false, reason: 'missing' }
      const rotated = await families.rotate(presented)
      if (typeof rotated === 'string') return { ok: false, reason: rotated }
      // Asked anew, so that a new role, or the user's end, is seen at each refresh.
      const user = users.byId(rotated.userId)
      if (!user) return { ok: false, reason: 'revoked' }
      const claims = { sub: `${user.id}`, name: user.name, role: user.role }
      const carried = carriedOver(bearer.tokenOf(request), rotated.family)
      return give(reply, { ...claims, ...carried }, rotated, token === undefined)
    },
    revoke: async ({ user: { fam } }) => {
      if (fam !== undefined) await families.end(fam)
    },
    revokeAll: (_request, userId) => families.endAllOf(userId),
    logins: createLoginList({
      of: families.allOf,
      end: families.end,
      idOf: (request) => request.user.fam,
      ttlSeconds: sessionTtlSeconds,
    }),
    forget: (reply) => {
      bearer.forget(reply)
      reply.clearCookie(cookie.name, { path: cookie.options.path, secure: cookie.options.secure })
    },
    storeTraffic: families.traffic,
    close: families.close,
  }
}
