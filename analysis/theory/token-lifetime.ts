/** How long a token is accepted: the residual lifetime after a logout or a demotion where tokens cannot be revoked. */

import { type Circumstances, type LifeMs, type Prediction, tokenTtlOf } from './prediction.ts'

/**
 * A token's times are whole seconds (the usual NumericDate; RFC 7519, section 2, allows fractions), rounded down at its
 * issue: on average half a second is lost. It is accepted until it expires, and then for the clock tolerance:
 * life = ttl + tolerance − fraction, with the fraction uniform in [0, 1) s.
 *
 * @returns undefined where either is not known
 */
export function tokenLife(ttlSeconds: number | undefined, toleranceSeconds: number | undefined): LifeMs | undefined {
  if (ttlSeconds === undefined || toleranceSeconds === undefined) return undefined
  const max = (ttlSeconds + toleranceSeconds) * 1_000
  return { mean: max - 500, max }
}

/** The formula of the residual lifetime. Ends that are uniform over the ttl leave half of it on average. */
export const tokenWindowFormula = 'ttl + tolerance − ½ s − age at the end; for uniform ends: age = ttl/2'

/** The prediction for a token that is not revoked. @returns undefined where its lifetime is not known */
export function untilItsEnd(circumstances: Circumstances, why: string): Prediction | undefined {
  const lifeMs = tokenLife(tokenTtlOf(circumstances), circumstances.clockToleranceSeconds)
  return lifeMs && { lifeMs, formula: tokenWindowFormula, because: `${why}: it stays valid until it expires` }
}
