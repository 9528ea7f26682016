/** For how long a stolen credential is accepted after each remedy. */

import type { Remedy } from '../../../bench/load/workloads/remedies.ts'
import { never, type Predict, type Prediction } from '../../theory/prediction.ts'
import { untilItsEnd } from '../../theory/token-lifetime.ts'

/** Which credentials a remedy reaches depends on what is asked with each request. */
export function predictStolenAfter(remedy: Remedy): Predict {
  return (circumstances) => {
    const { strategy, tokenTtlSeconds, accessTtlSeconds } = circumstances
    if (strategy === 'jwt') return untilItsEnd(tokenTtlSeconds, circumstances, 'nobody is asked about the token')
    if (strategy === 'jwt-refresh') {
      return untilItsEnd(accessTtlSeconds, circumstances, 'what is taken back is the renewal, not the access token')
    }
    if (strategy === 'basic') return remedy === 'new-password' || remedy === 'disable' ? basicAsks : basicForgets
    if (remedy === 'disable' && asksTheDatabase.has(strategy))
      return never('whether the user may is asked with each request')
    const because = ends[strategy]
    return because === undefined ? undefined : never(because)
  }
}

const basicAsks = never('name and password are asked for with each request, and are good no more')

const basicForgets: Prediction = {
  rate: 1,
  formula: '1',
  because: 'what was stolen is the password: there is no login that could be ended',
}

const asksTheDatabase: ReadonlySet<string> = new Set(['memory', 'cluster', 'cluster-sync', 'redis', 'redis-atomic'])

/** Why nothing of the user's sessions is left; silent of `cluster`, whose copies take a moment. */
const ends: Readonly<Record<string, string>> = {
  memory: 'the one replica that has the session deletes it',
  'cluster-sync': 'the answer comes when every replica has ended the session',
  redis: 'the session is deleted where every replica asks for it',
  'redis-atomic': 'the session is ended where every replica asks for it, and nothing brings it back',
  'jwt-denylist': 'the denylist, asked with each request, knows the login, or that the user began a new generation',
}
