/** How much more so many replicas do than one, where each has a processor of its own. Pure. */

import { type Circumstances, isUniform } from './prediction.ts'

export interface SpeedUpPrediction {
  /** Good answers per second over those of one replica. */
  readonly speedUp: number
  /** As one would write it on a board. */
  readonly formula: string
  /** Why, in one sentence. */
  readonly because: string
}

/** Where more is known of the run than how it was set up. */
interface Measured {
  /** Processor time of all replicas for a request, µs, with so many of them; undefined where that was not measured. */
  readonly microsPerRequest?: (replicas: number) => number | undefined
}

/**
 * By the utilisation law (Denning & Buzen, The Operational Analysis of Queueing Network Models, 1978) a replica that is always
 * busy does (its processor) / (processor time of a request) requests per second: N replicas do N times as many for as long as a
 * request costs the same, and nothing that they share is used up.
 *
 * @returns undefined where theory cannot tell how the cost of a request grows
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
      ? ', less what they lose when all wait for the slowest, whose turn it is'
      : ''
  const linear = (because: string) => ({ speedUp: replicas, formula: 'N', because: `${because}${losses}` })
  switch (strategy.sessionLivesIn) {
    case 'every-replica':
      return predictCopies(replicas, microsPerRequest)
    case 'replica':
      if (policy.affinity === 'cookie') {
        return linear('each session stays with its replica: N replicas do N times the work of one')
      }
      if (!isUniform(policy) || client !== 'frozen') return undefined
      return {
        speedUp: 1,
        formula: 'N · 1/N',
        because: 'N replicas do N times the work of one, but 1 request in N meets the replica that knows its session',
      }
    default:
      if (strategy.needsRedis) {
        return linear('replicas share Redis alone: N do N times the work of one, until Redis is busy all the time')
      }
      return linear(
        strategy.credential === 'token'
          ? 'no replica needs anybody else to answer, but each verifies what tokens it has not seen: N replicas do nearly N times the work of one'
          : 'no replica needs anybody else to answer: N replicas do N times the work of one',
      )
  }
}

/**
 * Each write is work for every other replica: a request costs c + m · (N − 1). What one replica needs for it (c), and what a
 * second one adds (m), is measured; with three and more it is predicted.
 */
function predictCopies(replicas: number, micros: Measured['microsPerRequest']): SpeedUpPrediction | undefined {
  const [ofOne, ofTwo] = [micros?.(1), micros?.(2)]
  if (replicas <= 2 || ofOne === undefined || ofTwo === undefined || ofOne <= 0) return undefined
  const perOther = Math.max(0, ofTwo - ofOne)
  return {
    speedUp: (replicas * ofOne) / (ofOne + perOther * (replicas - 1)),
    formula: 'N · c / (c + m · (N − 1))',
    because: `each write is told to all others: one replica needs ${Math.round(ofOne)} µs for a request, the second adds ${Math.round(perOther)} µs, and each that follows as much, or less where changes travel together`,
  }
}
