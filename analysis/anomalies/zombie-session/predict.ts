/** How long a credential is accepted after its logout was acknowledged. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import {
  answersBeforeCopies,
  type Circumstances,
  copiesAreParted,
  type Law,
  never,
  type Predict,
  type Prediction,
} from '../../theory/prediction.ts'
import { lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { untilItsEnd } from '../../theory/token-lifetime.ts'
import { sessionsOf } from '../checker.ts'
import { loggedOut } from './check.ts'

export const predictZombieSession: Predict = (circumstances) => {
  const { strategy, workload } = circumstances
  switch (strategy.revocation) {
    case 'at-expiry':
      return untilItsEnd(circumstances, 'no replica or store keeps the session, so a logout cannot end it')
    case 'at-refresh':
      return untilItsEnd(circumstances, 'the logout revokes the refresh token, but not the access token')
    case 'never':
      return passwordIsGood
    case 'now':
      if (copiesAreParted(circumstances)) return undefined
      if (answersBeforeCopies(strategy)) return whileOthersHaveNotHeard(circumstances)
      // A slow write restores a session that a logout has just deleted: how often depends on which requests overlap.
      if (strategy.sessionLivesIn === 'store' && strategy.writes === 'whole' && workload === 'logout-race')
        return undefined
      return never(whyItEnds(strategy))
  }
}

const passwordIsGood: Prediction = {
  rate: 1,
  formula: '1',
  because: 'name and password are valid until the password is changed: there is no session to end',
}

function whyItEnds({ sessionLivesIn, writes }: StrategyTraits): string {
  if (sessionLivesIn === 'replica') return 'the one replica that has the session deletes it'
  if (sessionLivesIn === 'every-replica') return 'a logout is answered only after every replica has ended the session'
  if (sessionLivesIn === 'credential') return 'every replica checks with each request whether the token was revoked'
  return writes === 'whole'
    ? 'the session is deleted from the store that every replica reads'
    : 'the session is ended in the store that every replica reads, and no write restores it'
}

/** The logout is answered before it is copied: another replica accepts the credential until it has the copy. */
function whileOthersHaveNotHeard(circumstances: Circumstances): Law | undefined {
  const looksOf = ({ operations }: HistorySlice) =>
    sessionsOf(operations).map((session) => {
      const { end, answered } = loggedOut(session) ?? {}
      return end && answered ? answered.map((operation) => lookFor(operation, [end])) : []
    })
  return predictOvertaken(circumstances, looksOf)
}
