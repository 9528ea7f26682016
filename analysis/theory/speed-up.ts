/** The speed-up of N replicas over one, where each has a CPU of its own. Pure. */

import { type Circumstances, isUniform, type Prediction } from './prediction.ts'

export type SpeedUpPrediction = Prediction & Required<Pick<Prediction, 'speedUp' | 'band'>>

/** Measured inputs, in addition to the circumstances. */
interface Measured {
  /** CPU time of all replicas per request, µs, by number of replicas; undefined where it was not measured. */
  readonly microsPerRequest?: (replicas: number) => number | undefined
}

/**
 * By the utilisation law (Denning & Buzen, The Operational Analysis of Queueing Network Models, 1978) a busy replica
 * answers (its CPU time per second) / (CPU time of a request) requests per second. N replicas answer N times as many as long as
 * the cost of a request stays the same and no shared resource is saturated. The band: at most N times as many, at least so
 * many less as a request costs more CPU time; behind round robin without affinity all may wait for the slowest replica, so
 * that in the worst case they answer as much as one.
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
  const waitsForSlowest = policy.affinity === 'none' && policy.choice === 'turns'
  const losses = waitsForSlowest
    ? ', less what is lost because round robin makes requests wait for the slowest replica'
    : ''
  const [costOfOne = Number.NaN, cost = Number.NaN] = [microsPerRequest?.(1), microsPerRequest?.(replicas)]
  const dearer = Math.min(1, costOfOne / cost)
  const least = waitsForSlowest || Number.isNaN(dearer) ? 1 / replicas : dearer
  /** @param share of the answers that are good */
  const ofAll = (share: number): Pick<SpeedUpPrediction, 'speedUp' | 'band'> => ({
    speedUp: replicas * share,
    band: [replicas * share * least, replicas * share],
  })
  const linear = (because: string) => ({ ...ofAll(1), formula: 'N', because: `${because}${losses}` })
  switch (strategy.sessionLivesIn) {
    case 'every-replica':
      return predictCopies(replicas, microsPerRequest)
    case 'replica':
      if (policy.affinity === 'cookie') {
        return linear('each session stays on its replica: N replicas do N times the work of one')
      }
      if (!isUniform(policy) || client !== 'frozen') return undefined
      return {
        ...ofAll(1 / replicas),
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
 * second one adds (m) are measured; the cost with three and more is predicted. The band ends where the third replica and all
 * others add nothing: N · c / (c + m).
 */
function predictCopies(replicas: number, micros: Measured['microsPerRequest']): SpeedUpPrediction | undefined {
  const [ofOne, ofTwo] = [micros?.(1), micros?.(2)]
  if (replicas <= 2 || ofOne === undefined || ofTwo === undefined || ofOne <= 0) return undefined
  const perOther = Math.max(0, ofTwo - ofOne)
  const speedUp = (replicas * ofOne) / (ofOne + perOther * (replicas - 1))
  return {
    speedUp,
    band: [speedUp, (replicas * ofOne) / (ofOne + perOther)],
    formula: 'N · c / (c + m · (N − 1))',
    because: `each write is sent to all other replicas: one replica needs ${Math.round(ofOne)} µs for a request, a second one adds ${Math.round(perOther)} µs, and each further one adds as much, or less where changes are batched`,
  }
}
