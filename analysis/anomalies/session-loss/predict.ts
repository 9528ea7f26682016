/**
 * How many requests are refused once a fault is over, in sessions that were opened before it: by where sessions live, by
 * how the load balancer leads their users, and by what the fault did to either. N replicas before the fault.
 */

import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import { predictDiedWithinLag } from '../../theory/died-within-lag.ts'
import { answersBeforeCopies, never, type Predict } from '../../theory/prediction.ts'
import { predictReplicaLocalLoss } from '../../theory/replica-local-loss.ts'
import { predictLossByKeys } from '../../theory/rotated-keys.ts'

export const predictSessionLoss: Predict = (circumstances, slice) => {
  const { strategy, faults } = circumstances
  const [fault, ...others] = faults
  // Of two faults the second hits what the first has left: that takes a scenario's own reasoning.
  if (fault === undefined || others.length > 0) return undefined
  if (strategy.sessionLivesIn === 'replica') return predictReplicaLocalLoss(fault, circumstances)
  if (answersBeforeCopies(strategy)) {
    if (fault === 'kill-replica') return predictDiedWithinLag(circumstances, slice)
    if (fault === 'partition-peers')
      return never('each side keeps the sessions that it knew, and all of them are there when they meet again')
  }
  if (strategy.credential === 'token') {
    if (fault === 'rotate-keys') return predictLossByKeys(circumstances)
    // While it lasts it depends on the age of tokens; healed, all clocks are true again.
    if (fault === 'clock-skew' && circumstances.faultParameters?.[0]?.['for'] === undefined) return undefined
  }
  if (strategy.sessionLivesIn === 'store' && fault === 'kill-redis' && !circumstances.redisKeepsFile) {
    return { rate: 1, formula: '1', because: 'Redis kept its data in memory alone, and forgot it when it died' }
  }
  return never(whyItSurvives(strategy))
}

function whyItSurvives({ sessionLivesIn, copies, credential, revocation }: StrategyTraits): string {
  if (copies === 'after-answer')
    return 'a replica that stops tells what it knows first, and whoever joins is told before it is ready'
  if (copies === 'before-answer') return 'the others have each session, and tell whoever joins before it is ready'
  if (sessionLivesIn === 'store') return 'the session lives in Redis: replicas come and go'
  if (credential === 'password') return 'every request carries name and password: there is nothing to lose'
  if (revocation === 'now') return 'the token carries the login itself, and an outage of Redis is a 503, not a refusal'
  if (revocation === 'at-refresh') return 'the token carries the login itself, for longer than the experiment lasts'
  return 'the token carries the login itself: there is nothing on a replica to lose'
}
