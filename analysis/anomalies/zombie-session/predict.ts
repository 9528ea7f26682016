/** For how long a credential is accepted after its logout was acknowledged. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import { type Circumstances, never, type Predict, type Prediction } from '../../theory/prediction.ts'
import { lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { untilItsEnd } from '../../theory/token-lifetime.ts'
import { sessionsOf } from '../checker.ts'
import { loggedOut } from './check.ts'

export const predictZombieSession: Predict = (circumstances, slice) => {
  const { strategy, workload, tokenTtlSeconds, accessTtlSeconds } = circumstances
  if (strategy === 'jwt') {
    return untilItsEnd(tokenTtlSeconds, circumstances, 'nobody keeps anything, so nobody can end anything')
  }
  if (strategy === 'jwt-refresh') {
    return untilItsEnd(accessTtlSeconds, circumstances, 'the logout ends the renewal, not the access token that is out')
  }
  if (strategy === 'cluster') return whileOthersHaveNotHeard(circumstances, slice)
  // A slow write saves the session that a logout has just deleted: how often is a matter of who meets whom.
  if (strategy === 'redis' && workload === 'logout-race') return undefined
  return endsAtOnce[strategy]
}

const endsAtOnce: Readonly<Record<string, Prediction>> = {
  basic: {
    rate: 1,
    formula: '1',
    because: 'name and password are good until the password is changed: there is nothing to log out of',
  },
  memory: never('the one replica that has the session deletes it'),
  'cluster-sync': never('a logout is answered when every replica has ended the session'),
  redis: never('the session is deleted where every replica asks for it'),
  'redis-atomic': never('the session is ended where every replica asks for it, and nothing brings it back'),
  'jwt-denylist': never('every replica asks with each request whether the token was taken back'),
}

/** The logout is answered first, and copied after: it counts on the others when they have it. */
function whileOthersHaveNotHeard(circumstances: Circumstances, slice: HistorySlice): Prediction | undefined {
  const bySession = sessionsOf(slice.operations).map((session) => {
    const { end, answered } = loggedOut(session) ?? {}
    return end && answered ? answered.map((operation) => lookFor(operation, [end])) : []
  })
  return predictOvertaken(circumstances, slice, bySession)
}
