/** For how long a credential is accepted after its logout was acknowledged. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import {
  answersBeforeCopies,
  type Circumstances,
  never,
  type Predict,
  type Prediction,
} from '../../theory/prediction.ts'
import { lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { untilItsEnd } from '../../theory/token-lifetime.ts'
import { sessionsOf } from '../checker.ts'
import { loggedOut } from './check.ts'

export const predictZombieSession: Predict = (circumstances, slice) => {
  const { strategy, workload } = circumstances
  switch (strategy.revocation) {
    case 'at-expiry':
      return untilItsEnd(circumstances, 'nobody keeps anything, so nobody can end anything')
    case 'at-refresh':
      return untilItsEnd(circumstances, 'the logout ends the renewal, not the access token that is out')
    case 'never':
      return passwordIsGood
    case 'now':
      if (answersBeforeCopies(strategy)) return whileOthersHaveNotHeard(circumstances, slice)
      // A slow write saves the session that a logout has just deleted: how often depends on which requests overlap.
      if (strategy.sessionLivesIn === 'store' && strategy.writes === 'whole' && workload === 'logout-race')
        return undefined
      return never(whyItEnds(strategy))
  }
}

const passwordIsGood: Prediction = {
  rate: 1,
  formula: '1',
  because: 'name and password are good until the password is changed: there is nothing to log out of',
}

function whyItEnds({ sessionLivesIn, writes }: StrategyTraits): string {
  if (sessionLivesIn === 'replica') return 'the one replica that has the session deletes it'
  if (sessionLivesIn === 'every-replica') return 'a logout is answered when every replica has ended the session'
  if (sessionLivesIn === 'credential') return 'every replica asks with each request whether the token was taken back'
  return writes === 'whole'
    ? 'the session is deleted where every replica asks for it'
    : 'the session is ended where every replica asks for it, and nothing brings it back'
}

/** The logout is answered first, and copied after: it counts on the others when they have it. */
function whileOthersHaveNotHeard(circumstances: Circumstances, slice: HistorySlice): Prediction | undefined {
  const bySession = sessionsOf(slice.operations).map((session) => {
    const { end, answered } = loggedOut(session) ?? {}
    return end && answered ? answered.map((operation) => lookFor(operation, [end])) : []
  })
  return predictOvertaken(circumstances, slice, bySession)
}
