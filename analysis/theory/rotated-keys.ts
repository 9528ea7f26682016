/**
 * How many tokens are refused because of the key that signed them. While a share f of the replicas has only the new key, a
 * request is refused if its token was issued by one kind of replica and verified by the other: f(1 − f) in each direction.
 */
import type { Circumstances, Prediction } from './prediction.ts'

/** The loss of sessions that were opened before the rotation, after the rotation is complete or stuck. */
export function predictLossByKeys({ replicas, faultParameters = [] }: Circumstances): Prediction | undefined {
  const { overlap, replicas: upTo = replicas, for: lasts } = faultParameters[0] ?? {}
  if (typeof overlap !== 'boolean' || typeof upTo !== 'number') return undefined
  if (overlap) return { rate: 0, formula: '0', because: 'the replicas still accept tokens signed with the old key' }
  const switched = lasts === undefined ? Math.min(1, upTo / replicas) : 1
  return {
    rate: switched,
    formula: switched === 1 ? '1' : 'f',
    because: 'replicas that have only the new key refuse every token signed with the old key',
  }
}
