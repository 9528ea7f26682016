/** Signs and verifies tokens (RFC 9068 style) with the mode's keys: the only place that knows @fastify/jwt. */
import { fastifyJwt, type JWT } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import { createRecent } from '../../recent.ts'
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

/** Some 10 MB at most: longer tokens (a large cart) are verified each time. */
const remembered = { tokens: 5_000, maxLength: 2_048 }

/** Tokens of one mode. */
export interface Tokens {
  /** @param endsAt when the token expires, in seconds since 1970 */
  sign(claims: Claims, endsAt: number): string
  /** The claims of a token of ours, or why it is refused: a value, since a strange token is the client's doing. */
  verify(token: string, options?: { readonly evenExpired?: boolean }): VerifiedClaims | RejectReason
}

/**
 * The first key signs; each verifies what names it, by its own algorithm only. So a key is rotated by putting a new one
 * before it, and dropping it when the last of its tokens has expired.
 */
export async function createTokens(scope: FastifyInstance, context: StrategyContext): Promise<Tokens> {
  const { clockToleranceSeconds } = context
  const audience = `${issuer}/${context.mode}`
  const keys = context.tokenKeys.map((key) => createSigningKey(key, context.key))
  const [first] = keys
  if (!first) throw new Error(`[jwt] mode ${context.mode} has no key to sign with`)
  /** What @fastify/jwt made of a key: there for each key that was registered. */
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

  function verifyAnew(token: string, evenExpired: boolean): VerifiedClaims | RejectReason {
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
   * A token is verified once (8 µs), and then known by its whole text: what it says, and by which key, cannot change. What
   * time changes is judged with each request: when it was issued and when it ends, below. A denylist is asked by who has one.
   * `nbf` is not judged below, so a token that has one, which is none that we sign, is verified each time.
   */
  const good = createRecent<string, VerifiedClaims>(remembered.tokens)
  function verifyOnce(token: string): VerifiedClaims | RejectReason {
    const known = good.get(token)
    if (known) return known
    const claims = verifyAnew(token, false)
    if (typeof claims !== 'string' && !('nbf' in claims) && token.length <= remembered.maxLength)
      good.set(token, claims)
    return claims
  }

  return {
    sign: (claims, exp) => tokensOf(first.kid).sign({ ...claims, exp }),
    verify: (token, { evenExpired = false } = {}) => {
      const claims = evenExpired ? verifyAnew(token, true) : verifyOnce(token)
      if (typeof claims === 'string') return claims
      const nowSeconds = Date.now() / 1000
      if (claims.iat > nowSeconds + clockToleranceSeconds) return 'not-yet-valid'
      return evenExpired || nowSeconds <= claims.exp + clockToleranceSeconds ? claims : 'expired'
    },
  }
}

/** What the token says of itself; nothing of it is believed but which key to try. */
function headerOf(token: string): { readonly kid?: unknown } | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null ? header : undefined
  } catch {
    return undefined
  }
}
