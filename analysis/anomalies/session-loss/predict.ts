/**
 * How many requests are refused once a fault is over, in sessions that were opened before it: by where sessions live, by
 * how the load balancer leads their users, and by what the fault did to either. N replicas before the fault.
 */

import { predictDiedWithinLag } from '../../theory/died-within-lag.ts'
import { type Circumstances, never, type Predict, type Prediction } from '../../theory/prediction.ts'
import { predictMemoryLoss } from '../../theory/replica-local-loss.ts'
import { predictLossByKeys } from '../../theory/rotated-keys.ts'

export const predictSessionLoss: Predict = (circumstances, slice) => {
  const [fault, ...others] = circumstances.faults
  // Of two faults the second hits what the first has left: that takes a scenario's own reasoning.
  if (fault === undefined || others.length > 0) return undefined
  if (circumstances.strategy === 'cluster' && fault === 'kill-replica')
    return predictDiedWithinLag(circumstances, slice)
  return circumstances.strategy === 'memory' ? predictMemoryLoss(fault, circumstances) : elsewhere(fault, circumstances)
}

/** Strategies whose sessions do not live in one replica. */
function elsewhere(fault: string, circumstances: Circumstances): Prediction | undefined {
  const { strategy, redisKeepsFile } = circumstances
  if (tokens.has(strategy) && fault === 'rotate-keys') return predictLossByKeys(circumstances)
  // While it lasts it depends on the age of tokens; healed, all clocks are true again.
  if (tokens.has(strategy) && fault === 'clock-skew' && circumstances.faultParameters?.[0]?.['for'] === undefined) {
    return undefined
  }
  if (strategy === 'cluster' && fault === 'partition-peers') {
    return never('each side keeps the sessions that it knew, and all of them are there when they meet again')
  }
  const livesInRedis = strategy === 'redis' || strategy === 'redis-atomic'
  if (livesInRedis && fault === 'kill-redis' && !redisKeepsFile) {
    return { rate: 1, formula: '1', because: 'Redis kept its data in memory alone, and forgot it when it died' }
  }
  return survivors[strategy]
}

/** Strategies whose credential is a token, which has a key and dates. */
const tokens: ReadonlySet<string> = new Set(['jwt', 'jwt-denylist', 'jwt-refresh'])

const survivors: Readonly<Record<string, Prediction>> = {
  basic: never('every request carries name and password: there is nothing to lose'),
  cluster: never('a replica that stops tells what it knows first, and whoever joins is told before it is ready'),
  'cluster-sync': never('the others have each session, and tell whoever joins before it is ready'),
  redis: never('the session lives in Redis: replicas come and go'),
  'redis-atomic': never('the session lives in Redis: replicas come and go'),
  jwt: never('the token carries the login itself: there is nothing on a replica to lose'),
  'jwt-denylist': never('the token carries the login itself, and an outage of Redis is a 503, not a refusal'),
  'jwt-refresh': never('the token carries the login itself, for longer than the experiment lasts'),
}
