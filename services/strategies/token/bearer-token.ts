/**
 * The base of `jwt`, `jwt-denylist` and `jwt-refresh`: a signed token (RFC 9068 style) that carries user, role and cart, in a header
 * or a cookie. The only file that uses @fastify/jwt.
 */
import { randomUUID } from 'node:crypto'
import { fastifyCookie } from '@fastify/cookie'
import { fastifyJwt, type JWT } from '@fastify/jwt'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieTerms } from '../session/cookie-terms.ts'
import type { Issued, RejectReason, Strategy, StrategyContext, TokenCacheStatus, Verdict } from '../strategy.ts'
import { type Claims, isClaims, ownClaims, type VerifiedClaims, whyTokenRefused } from './jwt-claims.ts'
import { createSigningKey } from './jwt-keys.ts'

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Claims & { readonly exp: number }
    /** `request.user`: the claims of an identified request. */
    user: VerifiedClaims
    /** A namespace for each key, under its key id. */
    namespaces: string
  }
}

const issuer = 'session-scaling-lab'

/** Bearer tokens of one mode. `give`, `claimsOf` and `tokenOf` are for the strategies; all others are parts of a `Strategy`. */
export interface Bearer
  extends Required<Pick<Strategy, 'challenge' | 'state' | 'forget'>>,
    Pick<Strategy, 'tokenCache'> {
  /** Returns a new token, in the body or in a cookie, that expires after `ttlSeconds`, at the latest at `endsAt` (s since 1970). */
  give(reply: FastifyReply, claims: NewClaims, asCookie: boolean, endsAt?: number): Issued
  /** Needs no look-up: role and name are those at the time when the token was issued. */
  identify(request: FastifyRequest): Verdict
  /** The token that came with the request, if any. */
  tokenOf(request: FastifyRequest): string | undefined
  /** The claims of a valid token, or the reason of its refusal. */
  claimsOf(token: string, options?: { readonly evenExpired?: boolean }): VerifiedClaims | RejectReason
}

/** The claims that a strategy sets in a new token; the others have defaults. */
export type NewClaims = Omit<Claims, 'jti' | 'version' | 'cart' | 'issuedBy'> &
  Partial<Pick<Claims, 'version' | 'cart' | 'issuedBy'>>

/**
 * A token that is rewritten for the cart keeps its id (`jti`) and expiry: it is the same login, so that writing does not prolong
 * it, and revoking one of its copies revokes all.
 *
 * The first key signs; each key verifies tokens with its key id and algorithm. To rotate, put a new key first and drop the old
 * one when the last of its tokens has expired.
 *
 * @param cookieTtlSeconds lifetime of the cookie; longer than the token's if an expired token is still needed
 */
export async function createBearer(
  scope: FastifyInstance,
  context: StrategyContext,
  ttlSeconds: number,
  cookieTtlSeconds = ttlSeconds,
): Promise<Bearer> {
  const { mode, replica, clockToleranceSeconds, tokenCache } = context
  const cookie = cookieTerms(context, 'token')
  await scope.register(fastifyCookie)

  const keys = context.tokenKeys.map((key) => createSigningKey(key, context.key))
  const [first] = keys
  if (!first) throw new Error(`[jwt] mode ${mode} has no key to sign with`)
  const signingKey = first.kid
  const audience = `${issuer}/${mode}`
  for (const { kid, algorithm, secret } of keys) {
    await scope.register(fastifyJwt, {
      namespace: kid,
      secret,
      sign: { algorithm, iss: issuer, aud: audience, kid, header: { alg: algorithm, typ: 'at+jwt' } },
      verify: {
        algorithms: [algorithm],
        allowedIss: issuer,
        allowedAud: audience,
        checkTyp: 'at+jwt',
        requiredClaims: ['iss', 'aud', 'sub', 'jti', 'iat', 'exp'],
        clockTolerance: clockToleranceSeconds * 1000,
        ...(tokenCache > 0 && { cache: tokenCache }),
      },
    })
  }
  /** The @fastify/jwt instance of a registered key. */
  const jwtOf = (kid: string) => scope.jwt[kid] as JWT
  const cacheUse = tokenCache > 0 ? countCacheUse() : undefined

  function claimsOf(token: string, { evenExpired = false } = {}): VerifiedClaims | RejectReason {
    const header = headerOf(token)
    if (!header) return 'malformed'
    const key = keys.find(({ kid }) => kid === header.kid)
    if (!key) return 'bad-signature'
    let claims: unknown
    try {
      const jwt = jwtOf(key.kid)
      claims = evenExpired ? jwt.verify(token, { ignoreExpiration: true, cache: false }) : jwt.verify(token)
    } catch (error) {
      return whyTokenRefused(error)
    }
    if (!isClaims(claims)) return 'malformed'
    if (!evenExpired) cacheUse?.count(claims)
    // @fastify/jwt checks `exp` and `nbf`, not whether the token is from the future.
    return claims.iat > Date.now() / 1000 + clockToleranceSeconds ? 'not-yet-valid' : claims
  }

  function send(reply: FastifyReply, claims: Claims, endsAt: number, asCookie: boolean): Issued {
    const token = jwtOf(signingKey).sign({ ...claims, exp: endsAt })
    if (!asCookie) return { access_token: token }
    const maxAge = Math.max(0, endsAt - nowSeconds()) + cookieTtlSeconds - ttlSeconds
    reply.setCookie(cookie.name, token, { ...cookie.options, maxAge })
    return {}
  }

  const tokenOf = (request: FastifyRequest) => bearerToken(request) ?? request.cookies[cookie.name]
  return {
    challenge: `Bearer realm="${mode}"`,
    tokenOf,
    claimsOf,
    give: (reply, claims, asCookie, endsAt = Number.POSITIVE_INFINITY) => {
      const complete = { issuedBy: replica, version: 0, cart: [], ...claims, jti: randomUUID() }
      return send(reply, complete, Math.min(nowSeconds() + ttlSeconds, endsAt), asCookie)
    },
    identify: (request) => {
      const token = tokenOf(request)
      if (!token) return { ok: false, reason: 'missing' }
      const claims = claimsOf(token)
      if (typeof claims === 'string') return { ok: false, reason: claims }
      // The lab issues no longer-lived token, so this one is forged, even if its signature is good.
      if (claims.exp - claims.iat > ttlSeconds) return { ok: false, reason: 'malformed' }
      request.user = claims
      const { sub, name, role, issuedBy, version } = claims
      return { ok: true, identity: { id: Number(sub), name, role }, issuedBy, version }
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
    ...(cacheUse && { tokenCache: cacheUse.status }),
  }
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** The token of `Authorization: Bearer`; undefined for other schemes. */
function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer(?: +(.*))?$/i.exec(request.headers.authorization ?? '')?.[1]
}

/** The unverified header, used only to choose the key. */
function headerOf(token: string): { readonly kid?: unknown } | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null ? header : undefined
  } catch {
    return undefined
  }
}

/** Counts cache hits: fast-jwt returns the same object again for a token from its cache, and a new one otherwise. */
function countCacheUse() {
  const seen = new WeakSet<VerifiedClaims>()
  let [verified, hits] = [0, 0]
  return {
    count: (claims: VerifiedClaims) => {
      verified += 1
      if (seen.has(claims)) hits += 1
      else seen.add(claims)
    },
    status: (): TokenCacheStatus => ({ verified, hits }),
  }
}
