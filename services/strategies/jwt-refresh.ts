/** Strategy `jwt-refresh`: short-lived access tokens that need no look-up, renewed by a refresh token in Redis. */
import type { FastifyReply } from 'fastify'
import { createFamilies, type Rotated } from './redis/redis-families.ts'
import { cookieTerms } from './session/cookie-terms.ts'
import { createLoginList } from './session/login-list.ts'
import type { Issued, StrategyFactory } from './strategy.ts'
import { createBearer, type NewClaims } from './token/bearer-token.ts'
import type { VerifiedClaims } from './token/jwt-claims.ts'

const graceMs = 3000

/**
 * Redis is asked only at login, refresh and logout. So a logout, or a lost role, takes effect when the access token has expired:
 * within `accessTtlSeconds` plus the clock tolerance. While Redis is down, access tokens work until they expire; then 503.
 *
 * A family expires like a session if none of its tokens is used for the allowed inactivity. A refresh token is valid once. Used
 * again within three seconds it gets the same successor (two tabs, two replicas, a lost answer); used later, or after its
 * successor was used, it ends the family, since there must be a copy. The cart is in the access token: a refresh takes it over
 * from the access token of the request, expired or not.
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

  /** The claims that a refresh takes over from an access token of the same family. */
  function carriedOver(token: string | undefined, family: string): Partial<Pick<VerifiedClaims, 'cart' | 'version'>> {
    const claims = token === undefined ? 'missing' : bearer.claimsOf(token, { evenExpired: true })
    return typeof claims === 'string' || claims.fam !== family ? {} : { cart: claims.cart, version: claims.version }
  }

  return {
    challenge: bearer.challenge,
    identify: bearer.identify,
    state: bearer.state,
    issue: async (_request, reply, { id, name, role }, options) =>
      give(reply, { sub: `${id}`, name, role }, await families.begin(id, replica), options.cookie),
    refresh: async (request, reply, token) => {
      const presented = token ?? request.cookies[cookie.name]
      if (!presented) return { ok: false, reason: 'missing' }
      const rotated = await families.rotate(presented)
      if (typeof rotated === 'string') return { ok: false, reason: rotated }
      // Reads the user again, so that each refresh sees a new role or a deleted user.
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
    ...(bearer.tokenCache && { tokenCache: bearer.tokenCache }),
    close: families.close,
  }
}
