/** The speed-up of N replicas over one, where each has a CPU of its own. Pure. */

import { type Circumstances, isUniform } from './prediction.ts'

export interface SpeedUpPrediction {
  /** Good answers per second over those of one replica. */
  readonly speedUp: number
  /** The formula in mathematical notation. */
  readonly formula: string
  /** Why, in one sentence. */
  readonly because: string
}

/** Measured inputs, in addition to the circumstances. */
interface Measured {
  /** CPU time of all replicas per request, µs, by number of replicas; undefined where it was not measured. */
  readonly microsPerRequest?: (replicas: number) => number | undefined
}

/**
 * By the utilisation law (Denning & Buzen, The Operational Analysis of Queueing Network Models, 1978) a busy replica
 * answers (its CPU time per second) / (CPU time of a request) requests per second. N replicas answer N times as many as long as
 * the cost of a request stays the same and no shared resource is saturated.
 *
 * @returns undefined where theory does not say how the cost of a request grows
 */
export function predictSpeedUp({
  strategy,
  policy,
  client,
  replicas,
  microsPerRequest,
}: Pick<Circumstances, 'strategy' | 'policy' | 'client' | 'replicas'> & Measured): SpeedUpPrediction | undefined {
  const losses =
    policy.affinity === 'none' && policy.choice === 'turns'
      ? ', less what is lost because round robin makes requests wait for the slowest replica'
      : ''
  const linear = (because: string) => ({ speedUp: replicas, formula: 'N', because: `${because}${losses}` })
  switch (strategy.sessionLivesIn) {
    case 'every-replica':
      return predictCopies(replicas, microsPerRequest)
    case 'replica':
      if (policy.affinity === 'cookie') {
        return linear('each session stays on its replica: N replicas do N times the work of one')
      }
      if (!isUniform(policy) || client !== 'frozen') return undefined
      return {
        speedUp: 1,
        formula: 'N · 1/N',
        because:
          'N replicas do N times the work of one, but only 1 request in N reaches the replica that has its session',
      }
    default:
      if (strategy.needsRedis) {
        return linear('replicas share only Redis: N replicas do N times the work of one until Redis is saturated')
      }
      return linear('a replica answers on its own: N replicas do N times the work of one')
  }
}

/**
 * Each write costs CPU time on every other replica: a request costs c + m · (N − 1). The cost with one replica (c) and what a
 * second one adds (m) are measured; the cost with three and more is predicted.
 */
function predictCopies(replicas: number, micros: Measured['microsPerRequest']): SpeedUpPrediction | undefined {
  const [ofOne, ofTwo] = [micros?.(1), micros?.(2)]
  if (replicas <= 2 || ofOne === undefined || ofTwo === undefined || ofOne <= 0) return undefined
  const perOther = Math.max(0, ofTwo - ofOne)
  return {
    speedUp: (replicas * ofOne) / (ofOne + perOther * (replicas - 1)),
    formula: 'N · c / (c + m · (N − 1))',
    because: `each write is sent to all other replicas: one replica needs ${Math.round(ofOne)} µs for a request, a second one adds ${Math.round(perOther)} µs, and each further one adds as much, or less where changes are batched`,
  }
}
