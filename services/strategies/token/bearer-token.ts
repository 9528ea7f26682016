/** What `jwt`, `jwt-denylist` and `jwt-refresh` share: a token that carries user, role and cart, in a header or a cookie. */
import { randomUUID } from 'node:crypto'
import { fastifyCookie } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieTerms } from '../session/cookie-terms.ts'
import type { Issued, Strategy, StrategyContext, Verdict } from '../strategy.ts'
import { type Claims, ownClaims, type VerifiedClaims } from './jwt-claims.ts'
import { createTokens, type Tokens } from './jwt-token.ts'

/** Bearer tokens of one mode. Everything but `give` and `tokens` is a part of a `Strategy`. */
export interface Bearer extends Required<Pick<Strategy, 'challenge' | 'state' | 'forget'>> {
  readonly tokens: Tokens
  /** Answers a new token that lives `ttlSeconds`, but not after `endsAt` (s since 1970): in the body, or in a cookie. */
  give(reply: FastifyReply, claims: NewClaims, asCookie: boolean, endsAt?: number): Issued
  /** Asks nobody: the role and the name are the token's, as they were when it was issued. */
  identify(request: FastifyRequest): Verdict
  /** The token that came with the request, if any. */
  tokenOf(request: FastifyRequest): string | undefined
}

/** What a strategy says of a new token; the rest has defaults. */
export type NewClaims = Omit<Claims, 'jti' | 'version' | 'cart' | 'issuedBy'> &
  Partial<Pick<Claims, 'version' | 'cart' | 'issuedBy'>>

/**
 * A token rewritten for the cart keeps its name (`jti`) and its end: it is the same login, so a client cannot live longer by
 * writing, and whoever ends one of its copies ends all.
 *
 * @param cookieTtlSeconds how long a cookie is kept that holds a token; longer than that lives, where an expired one is of use
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
      // No token of ours ever lives longer, so one that says so was made by somebody else, whoever signed it.
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

/** The token of `Authorization: Bearer`; another scheme is not ours. */
function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer(?: +(.*))?$/i.exec(request.headers.authorization ?? '')?.[1]
}
