/** Signs and verifies tokens (RFC 9068 style) with the mode's keys: the only file that uses @fastify/jwt. */
import { fastifyJwt, type JWT } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import { createBoundedCache } from '../../database/bounded-cache.ts'
import type { RejectReason, StrategyContext } from '../strategy.ts'
import { type Claims, isClaims, type VerifiedClaims, whyTokenRefused } from './jwt-claims.ts'
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

/** About 10 MB at most: longer tokens (a large cart) are verified each time. */
const cacheLimits = { tokens: 5_000, maxLength: 2_048 }

/** Tokens of one mode. */
export interface Tokens {
  /** @param endsAt when the token expires, in seconds since 1970 */
  sign(claims: Claims, endsAt: number): string
  /** The claims of a valid token, or the reason of its refusal. */
  verify(token: string, options?: { readonly evenExpired?: boolean }): VerifiedClaims | RejectReason
}

/**
 * The first key signs; each key verifies tokens with its key id and algorithm. To rotate, put a new key first and drop the old
 * one when the last of its tokens has expired.
 */
export async function createTokens(scope: FastifyInstance, context: StrategyContext): Promise<Tokens> {
  const { clockToleranceSeconds } = context
  const audience = `${issuer}/${context.mode}`
  const keys = context.tokenKeys.map((key) => createSigningKey(key, context.key))
  const [first] = keys
  if (!first) throw new Error(`[jwt] mode ${context.mode} has no key to sign with`)
  /** The @fastify/jwt instance of a registered key. */
  const tokensOf = (kid: string) => scope.jwt[kid] as JWT
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
      },
    })
  }

  function verifySignature(token: string, evenExpired: boolean): VerifiedClaims | RejectReason {
    const header = headerOf(token)
    if (!header) return 'malformed'
    const key = keys.find(({ kid }) => kid === header.kid)
    if (!key) return 'bad-signature'
    let claims: unknown
    try {
      const verifier = tokensOf(key.kid)
      claims = evenExpired ? verifier.verify(token, { ignoreExpiration: true }) : verifier.verify(token)
    } catch (error) {
      return whyTokenRefused(error)
    }
    return isClaims(claims) ? claims : 'malformed'
  }

  /**
   * Verifies a token once (8 µs) and caches its claims by its whole text: neither claims nor key can change. What depends on time
   * (`iat` and `exp`) is checked below with each request; a denylist is the strategy's task. `nbf` is not checked below, so a
   * token with `nbf`, which the lab never signs, is verified each time.
   */
  const good = createBoundedCache<string, VerifiedClaims>(cacheLimits.tokens)
  function verifyCached(token: string): VerifiedClaims | RejectReason {
    const known = good.get(token)
    if (known) return known
    const claims = verifySignature(token, false)
    if (typeof claims !== 'string' && !('nbf' in claims) && token.length <= cacheLimits.maxLength)
      good.set(token, claims)
    return claims
  }

  return {
    sign: (claims, exp) => tokensOf(first.kid).sign({ ...claims, exp }),
    verify: (token, { evenExpired = false } = {}) => {
      const claims = evenExpired ? verifySignature(token, true) : verifyCached(token)
      if (typeof claims === 'string') return claims
      const nowSeconds = Date.now() / 1000
      if (claims.iat > nowSeconds + clockToleranceSeconds) return 'not-yet-valid'
      return evenExpired || nowSeconds <= claims.exp + clockToleranceSeconds ? claims : 'expired'
    },
  }
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
