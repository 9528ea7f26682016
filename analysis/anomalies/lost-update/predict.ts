/** How many acknowledged items will be missing from the last read, where the answer does not wait for the copies. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import { predictLostAtFailover } from '../../theory/lost-at-failover.ts'
import { answersBeforeCopies, type Predict } from '../../theory/prediction.ts'
import { type Look, lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { sessionsOf } from '../checker.ts'
import { lastRead } from './check.ts'

/** In a cluster no write is lost: the last read is only stale. A failover of Redis loses the writes that its copy did not have. */
export const predictLostUpdate: Predict = (circumstances) => {
  const { strategy, faults } = circumstances
  if (strategy.sessionLivesIn === 'store' && faults.includes('failover-redis'))
    return predictLostAtFailover(circumstances)
  if (!answersBeforeCopies(strategy)) return undefined
  return predictOvertaken(circumstances, looksOf)
}

/** The last read of each session, for each write that was acknowledged before it. */
function looksOf({ operations }: HistorySlice): Look[][] {
  return sessionsOf(operations).map((session) => {
    const { last, acknowledged } = lastRead(session) ?? {}
    return last && acknowledged ? acknowledged.map((write) => lookFor(last, [write])) : []
  })
}
