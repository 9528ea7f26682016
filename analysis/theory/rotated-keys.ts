/**
 * How many tokens are refused because of the key that signed them. While a share f of the replicas has the new key alone, a
 * request is refused where it goes from one kind of replica to the other: f(1 − f) one way, and as many the other way.
 */
import type { Circumstances, Prediction } from './prediction.ts'

/** Of sessions that were opened before the rotation, once it is complete or stuck. */
export function predictLossByKeys({ replicas, faultParameters = [] }: Circumstances): Prediction | undefined {
  const { overlap, replicas: upTo = replicas, for: lasts } = faultParameters[0] ?? {}
  if (typeof overlap !== 'boolean' || typeof upTo !== 'number') return undefined
  if (overlap) return { rate: 0, formula: '0', because: 'the old key still verifies what it has signed' }
  const switched = lasts === undefined ? Math.min(1, upTo / replicas) : 1
  return {
    rate: switched,
    formula: switched === 1 ? '1' : 'f',
    because: 'replicas with the new key alone refuse whatever the old one has signed',
  }
}
