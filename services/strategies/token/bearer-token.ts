/** The base of `jwt`, `jwt-denylist` and `jwt-refresh`: a token that carries user, role and cart, in a header or a cookie. */
import { randomUUID } from 'node:crypto'
import { fastifyCookie } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieTerms } from '../session/cookie-terms.ts'
import type { Issued, Strategy, StrategyContext, Verdict } from '../strategy.ts'
import { type Claims, ownClaims, type VerifiedClaims } from './jwt-claims.ts'
import { createTokens, type Tokens } from './jwt-token.ts'

/** Bearer tokens of one mode. All members except `give`, `tokens` and `tokenOf` are parts of a `Strategy`. */
export interface Bearer extends Required<Pick<Strategy, 'challenge' | 'state' | 'forget'>> {
  readonly tokens: Tokens
  /** Returns a new token, in the body or in a cookie, that expires after `ttlSeconds`, at the latest at `endsAt` (s since 1970). */
  give(reply: FastifyReply, claims: NewClaims, asCookie: boolean, endsAt?: number): Issued
  /** Needs no look-up: role and name are those at the time when the token was issued. */
  identify(request: FastifyRequest): Verdict
  /** The token that came with the request, if any. */
  tokenOf(request: FastifyRequest): string | undefined
}

/** The claims that a strategy sets in a new token; the others have defaults. */
export type NewClaims = Omit<Claims, 'jti' | 'version' | 'cart' | 'issuedBy'> &
  Partial<Pick<Claims, 'version' | 'cart' | 'issuedBy'>>

/**
 * A token that is rewritten for the cart keeps its id (`jti`) and expiry: it is the same login, so that writing does not prolong
 * it, and revoking one of its copies revokes all.
 *
 * @param cookieTtlSeconds lifetime of the cookie; longer than the token's if an expired token is still needed
 */
export async function createBearer(
  scope: FastifyInstance,
  context: StrategyContext,
  ttlSeconds: number,
  cookieTtlSeconds = ttlSeconds,
): Promise<Bearer> {
  const cookie = cookieTerms(context, 'token')
  await scope.register(fastifyCookie)
  const tokens = await createTokens(scope, context)

  function send(reply: FastifyReply, claims: Claims, endsAt: number, asCookie: boolean): Issued {
    const token = tokens.sign(claims, endsAt)
    if (!asCookie) return { access_token: token }
    const maxAge = Math.max(0, endsAt - nowSeconds()) + cookieTtlSeconds - ttlSeconds
    reply.setCookie(cookie.name, token, { ...cookie.options, maxAge })
    return {}
  }

  const tokenOf = (request: FastifyRequest) => bearerToken(request) ?? request.cookies[cookie.name]
  return {
    challenge: `Bearer realm="${context.mode}"`,
    tokens,
    tokenOf,
    give: (reply, claims, asCookie, endsAt = Number.POSITIVE_INFINITY) => {
      const complete = { issuedBy: context.replica, version: 0, cart: [], ...claims, jti: randomUUID() }
      return send(reply, complete, Math.min(nowSeconds() + ttlSeconds, endsAt), asCookie)
    },
    identify: (request) => {
      const token = tokenOf(request)
      if (!token) return { ok: false, reason: 'missing' }
      const claims = tokens.verify(token)
      if (typeof claims === 'string') return { ok: false, reason: claims }
      // The lab issues no longer-lived token, so this one is forged, even if its signature is good.
      if (claims.exp - claims.iat > ttlSeconds) return { ok: false, reason: 'malformed' }
      request.user = claims
      return verdictOf(claims)
    },
    state: {
      read: ({ user: { cart, version } }) => ({ items: cart, version }),
      append: async (request, reply, item) => {
        const { user } = request
        const next = { ...ownClaims(user), version: user.version + 1, cart: [...user.cart, item] }
        const given = send(reply, next, user.exp, bearerToken(request) === undefined)
        return { items: next.cart, version: next.version, ...given }
      },
    },
    forget: (reply) => {
      reply.clearCookie(cookie.name, { path: cookie.options.path, secure: cookie.options.secure })
    },
  }
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

const verdictOf = ({ sub, name, role, issuedBy, version }: VerifiedClaims): Verdict => ({
  ok: true,
  identity: { id: Number(sub), name, role },
  issuedBy,
  version,
})

/** The token of `Authorization: Bearer`; undefined for other schemes. */
function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer(?: +(.*))?$/i.exec(request.headers.authorization ?? '')?.[1]
}
