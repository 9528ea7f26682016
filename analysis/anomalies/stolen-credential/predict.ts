/** How long a stolen credential is accepted after each remedy. */

import type { Remedy } from '../../../bench/load/workloads/operation-kinds.ts'
import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import { answersBeforeCopies, copiesAreParted, never, type Predict, type Prediction } from '../../theory/prediction.ts'
import { untilItsEnd } from '../../theory/token-lifetime.ts'

/** A remedy affects a credential only through the state that a replica checks with each request. */
export function predictStolenAfter(remedy: Remedy): Predict {
  return (circumstances) => {
    const { strategy } = circumstances
    switch (strategy.revocation) {
      case 'at-expiry':
        return untilItsEnd(circumstances, 'the token is verified without a lookup')
      case 'at-refresh':
        return untilItsEnd(circumstances, 'the refresh token is revoked, but the access token is not')
      case 'never':
        return remedy === 'new-password' || remedy === 'disable' ? passwordIsAsked : nothingToEnd
      case 'now':
        if (remedy === 'disable' && strategy.roleFrom === 'database')
          return never('each request checks whether the account is enabled')
        // The lag of copies is not predicted.
        return answersBeforeCopies(strategy) || copiesAreParted(circumstances) ? undefined : never(whyItEnds(strategy))
    }
  }
}

const passwordIsAsked = never('each request checks name and password, and they are no longer valid')

const nothingToEnd: Prediction = {
  rate: 1,
  formula: '1',
  because: 'the stolen credential is the password: there is no session to end',
}

/** Why no session of the user is left. */
function whyItEnds({ sessionLivesIn, writes }: StrategyTraits): string {
  if (sessionLivesIn === 'replica') return 'the one replica that has the session deletes it'
  if (sessionLivesIn === 'every-replica') return 'the answer is sent only after every replica has ended the session'
  if (sessionLivesIn === 'credential')
    return 'each request checks the denylist, which has the login or the new generation of the user'
  return writes === 'whole'
    ? 'the session is deleted from the store that every replica reads'
    : 'the session is ended in the store that every replica reads, and no write restores it'
}
