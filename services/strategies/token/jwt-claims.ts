/** The claims of tokens, and the reasons why a token is refused. */
import { type Role, roles } from '../../database/users.ts'
import type { RejectReason } from '../strategy.ts'

/** The lab's own claims; @fastify/jwt adds and checks `iss`, `aud`, `iat` and `exp`. */
export interface Claims {
  /** User id, in digits. */
  readonly sub: string
  /** Id of the login, also in tokens rewritten for its cart. A denylist uses it, since a token's text can vary. */
  readonly jti: string
  readonly name: string
  readonly role: Role
  readonly issuedBy: string
  readonly version: number
  readonly cart: readonly string[]
  /** The user's generation at login, for strategies with a denylist. */
  readonly gen?: number
  /** The family of refresh tokens, for strategies that have them. */
  readonly fam?: string
}

/** Claims of a verified token. */
export type VerifiedClaims = Claims & { readonly iat: number; readonly exp: number; readonly nbf?: number }

/** Whether a verified payload has the right shape: the signature proves only that its author had the key. */
export function isClaims(payload: unknown): payload is VerifiedClaims {
  if (typeof payload !== 'object' || payload === null) return false
  const claims = payload as Partial<Record<keyof VerifiedClaims, unknown>>
  const { sub, jti, name, role, issuedBy, version, cart, gen, fam, iat, exp, nbf } = claims
  return (
    isMoment(iat) &&
    isMoment(exp) &&
    (nbf === undefined || isMoment(nbf)) &&
    typeof sub === 'string' &&
    /^\d+$/.test(sub) &&
    typeof jti === 'string' &&
    typeof name === 'string' &&
    roles.some((known) => known === role) &&
    typeof issuedBy === 'string' &&
    Number.isSafeInteger(version) &&
    Array.isArray(cart) &&
    cart.every((item) => typeof item === 'string') &&
    (gen === undefined || Number.isSafeInteger(gen)) &&
    (fam === undefined || typeof fam === 'string')
  )
}

/** Whole seconds since 1970, as in all tokens of the lab. Texts, fractions and infinity could pass later comparisons. */
function isMoment(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** The claims that a rewritten token keeps: all except those that @fastify/jwt adds (`iat`, `exp`, …). */
export function ownClaims({ sub, jti, name, role, issuedBy, version, cart, gen, fam }: VerifiedClaims): Claims {
  const optional = { ...(gen !== undefined && { gen }), ...(fam !== undefined && { fam }) }
  return { sub, jti, name, role, issuedBy, version, cart, ...optional }
}

/** The reason for each error code of fast-jwt; all others are `malformed`. */
const reasons: Readonly<Record<string, RejectReason>> = {
  FAST_JWT_EXPIRED: 'expired',
  FAST_JWT_INACTIVE: 'not-yet-valid',
  FAST_JWT_INVALID_SIGNATURE: 'bad-signature',
  FAST_JWT_MISSING_SIGNATURE: 'bad-signature',
  FAST_JWT_INVALID_ALGORITHM: 'bad-signature',
  FAST_JWT_INVALID_CLAIM_VALUE: 'wrong-audience',
  FAST_JWT_INVALID_TYPE: 'wrong-audience',
}

/** The reason for an error of `verify`: always a refusal, since a malformed token is the client's fault. */
export function whyTokenRefused(error: unknown): RejectReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? 'malformed'
}
