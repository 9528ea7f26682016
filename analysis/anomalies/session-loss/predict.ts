/**
 * How many requests are refused after a fault, in sessions that were opened before it. It depends on where sessions live,
 * on how the load balancer routes users, and on what the fault changes of both. N replicas before the fault.
 */

import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import { predictDiedWithinLag } from '../../theory/died-within-lag.ts'
import { answersBeforeCopies, type Circumstances, type Law, never, type Predict } from '../../theory/prediction.ts'
import { predictReplicaLocalLoss } from '../../theory/replica-local-loss.ts'
import { predictLossByKeys } from '../../theory/rotated-keys.ts'

/**
 * Of several faults only "none" can be composed: if none of them alone loses a session, all of them together lose none. Otherwise
 * the effect of the second depends on what the first has left.
 */
export const predictSessionLoss: Predict = (circumstances) => {
  const { faults, faultParameters = [] } = circumstances
  const [first, ...others] = faults.map((fault, index) =>
    ofOneFault(fault, { ...circumstances, faults: [fault], faultParameters: faultParameters.slice(index, index + 1) }),
  )
  if (others.length === 0) return first
  const losesNone = [first, ...others].every((law) => law !== undefined && 'rate' in law && law.rate === 0)
  return losesNone ? first : undefined
}

function ofOneFault(fault: string, circumstances: Circumstances): Law | undefined {
  const { strategy } = circumstances
  if (strategy.sessionLivesIn === 'replica') {
    // A user who is refused during the fault opens another session: only sessions that survived have requests after it.
    return circumstances.logsInAgain ? undefined : predictReplicaLocalLoss(fault, circumstances)
  }
  if (answersBeforeCopies(strategy)) {
    if (fault === 'kill-replica') return predictDiedWithinLag(circumstances)
    if (fault === 'partition-peers')
      return never('each side of the partition keeps its sessions, and both have all of them after it heals')
  }
  if (strategy.credential === 'token') {
    if (fault === 'rotate-keys') return predictLossByKeys(circumstances)
    // During the fault the loss depends on the age of tokens; after it, all clocks are correct again.
    if (fault === 'clock-skew' && circumstances.faultParameters?.[0]?.['for'] === undefined) return undefined
  }
  if (strategy.sessionLivesIn === 'store' && fault === 'kill-redis' && !circumstances.redisKeepsFile) {
    return { rate: 1, formula: '1', because: 'Redis kept its data only in memory and lost it when it was killed' }
  }
  return never(whyItSurvives(strategy))
}

function whyItSurvives({ sessionLivesIn, copies, credential, revocation }: StrategyTraits): string {
  if (copies === 'after-answer')
    return 'a replica sends its changes before it stops, and a joining replica receives all sessions before it is ready'
  if (copies === 'before-answer')
    return 'the other replicas have every session, and a joining replica receives them before it is ready'
  if (sessionLivesIn === 'store') return 'the session is in Redis: replacing replicas does not affect it'
  if (credential === 'password') return 'every request carries name and password: there is no session to lose'
  if (revocation === 'now')
    return 'the token itself proves the login, and an outage of Redis causes a 503, not a refusal'
  if (revocation === 'at-refresh') return 'the token itself proves the login, and is valid for longer than the run'
  return 'the token itself proves the login: a replica has no session to lose'
}
