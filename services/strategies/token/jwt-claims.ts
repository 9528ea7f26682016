/** What a token of the jwt strategies carries, and what it means when one is refused. */
import { type Role, roles } from '../../database/users.ts'
import type { RejectReason } from '../strategy.ts'

/** The claims of ours; `iss`, `aud`, `iat` and `exp` are added and checked by @fastify/jwt. */
export interface Claims {
  /** User id, in digits. */
  readonly sub: string
  /** Names the login, also in tokens rewritten for its cart. A denylist goes by it: a token's text can vary. */
  readonly jti: string
  readonly name: string
  readonly role: Role
  readonly issuedBy: string
  readonly version: number
  readonly cart: readonly string[]
  /** The user's generation at login, where a denylist goes by it. */
  readonly gen?: number
  /** The family of refresh tokens this token comes from, where there are any. */
  readonly fam?: string
}

/** Claims of a token that was verified. */
export type VerifiedClaims = Claims & { readonly iat: number; readonly exp: number; readonly nbf?: number }

/** Whether a verified payload is one of ours: whoever has the key can sign anything. */
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

/** Whole seconds since 1970, as all of ours are. Texts, fractions and infinity would pass other checks by comparing oddly. */
function isMoment(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** The claims that a token rewritten keeps: ours, without those of the signature's own (`iat`, `exp`, …). */
export function ownClaims({ sub, jti, name, role, issuedBy, version, cart, gen, fam }: VerifiedClaims): Claims {
  const optional = { ...(gen !== undefined && { gen }), ...(fam !== undefined && { fam }) }
  return { sub, jti, name, role, issuedBy, version, cart, ...optional }
}

/** fast-jwt's error codes as our reasons; whatever is not here is `malformed`. */
const reasons: Readonly<Record<string, RejectReason>> = {
  FAST_JWT_EXPIRED: 'expired',
  FAST_JWT_INACTIVE: 'not-yet-valid',
  FAST_JWT_INVALID_SIGNATURE: 'bad-signature',
  FAST_JWT_MISSING_SIGNATURE: 'bad-signature',
  FAST_JWT_INVALID_ALGORITHM: 'bad-signature',
  FAST_JWT_INVALID_CLAIM_VALUE: 'wrong-audience',
  FAST_JWT_INVALID_TYPE: 'wrong-audience',
}

/** The reason for what `verify` threw: always a refusal, since a strange token is the client's doing, not ours. */
export function whyTokenRefused(error: unknown): RejectReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? 'malformed'
}
