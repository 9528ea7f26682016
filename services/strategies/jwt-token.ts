/** Signs and verifies tokens (RFC 9068 style) with the mode's keys: the only place that knows @fastify/jwt. */
import { fastifyJwt, type JWT } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import { type Claims, isClaims, type VerifiedClaims, whyTokenRefused } from './jwt-claims.ts'
import { createSigningKey } from './jwt-keys.ts'
import type { RejectReason, StrategyContext } from './strategy.ts'

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
  return {
    sign: (claims, exp) => tokensOf(first.kid).sign({ ...claims, exp }),
    verify: (token, { evenExpired = false } = {}) => {
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
      if (!isClaims(claims)) return 'malformed'
      return claims.iat > Date.now() / 1000 + clockToleranceSeconds ? 'not-yet-valid' : claims
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
