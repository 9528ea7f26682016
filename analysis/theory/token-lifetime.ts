/** How long a token is accepted: what logouts and lost roles have to wait for where nobody can take a token back. */

import { type Circumstances, type LifeMs, type Prediction, tokenTtlOf } from './prediction.ts'

/**
 * A token's times are whole seconds (NumericDate as everybody writes it; RFC 7519, section 2, allows fractions), and the
 * second of its issue has begun already: on average half of it is gone. It is accepted until its end, and for as long
 * again as clocks may differ: life = ttl + tolerance − fraction, the fraction uniform in [0, 1) s.
 *
 * @returns undefined where either is not known
 */
export function tokenLife(ttlSeconds: number | undefined, toleranceSeconds: number | undefined): LifeMs | undefined {
  if (ttlSeconds === undefined || toleranceSeconds === undefined) return undefined
  const max = (ttlSeconds + toleranceSeconds) * 1_000
  return { mean: max - 500, max }
}

/** The same on a board. An end that comes at any moment of the ttl alike finds half of it left. */
export const tokenWindowFormula = 'ttl + tolerance − ½ s − age at the end; ends at any moment alike: age = ttl/2'

/** Of a token that nobody takes back. @returns undefined where its life is not known */
export function untilItsEnd(circumstances: Circumstances, why: string): Prediction | undefined {
  const lifeMs = tokenLife(tokenTtlOf(circumstances), circumstances.clockToleranceSeconds)
  return lifeMs && { lifeMs, formula: tokenWindowFormula, because: `${why}: it lives out its time` }
}
