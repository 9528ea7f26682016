/** For how long a stolen credential is accepted after each remedy. */

import type { Remedy } from '../../../bench/load/workloads/operation-kinds.ts'
import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import { answersBeforeCopies, never, type Predict, type Prediction } from '../../theory/prediction.ts'
import { untilItsEnd } from '../../theory/token-lifetime.ts'

/** Which credentials a remedy reaches depends on what the replica asks with each request. */
export function predictStolenAfter(remedy: Remedy): Predict {
  return (circumstances) => {
    const { strategy } = circumstances
    switch (strategy.revocation) {
      case 'at-expiry':
        return untilItsEnd(circumstances, 'nobody is asked about the token')
      case 'at-refresh':
        return untilItsEnd(circumstances, 'what is taken back is the renewal, not the access token')
      case 'never':
        return remedy === 'new-password' || remedy === 'disable' ? passwordIsAsked : nothingToEnd
      case 'now':
        if (remedy === 'disable' && strategy.roleFrom === 'database')
          return never('whether the user may is asked with each request')
        // Copies take a moment: how long is not predicted.
        return answersBeforeCopies(strategy) ? undefined : never(whyItEnds(strategy))
    }
  }
}

const passwordIsAsked = never('name and password are asked for with each request, and are good no more')

const nothingToEnd: Prediction = {
  rate: 1,
  formula: '1',
  because: 'what was stolen is the password: there is no login that could be ended',
}

/** Why nothing of the user's sessions is left. */
function whyItEnds({ sessionLivesIn, writes }: StrategyTraits): string {
  if (sessionLivesIn === 'replica') return 'the one replica that has the session deletes it'
  if (sessionLivesIn === 'every-replica') return 'the answer comes when every replica has ended the session'
  if (sessionLivesIn === 'credential')
    return 'the denylist, asked with each request, knows the login, or that the user began a new generation'
  return writes === 'whole'
    ? 'the session is deleted where every replica asks for it'
    : 'the session is ended where every replica asks for it, and nothing brings it back'
}
