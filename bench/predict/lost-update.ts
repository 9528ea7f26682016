/** How many acknowledged items will be missing from the last read, where the answer does not wait for the copies. */

import { sessionsOf } from '../checkers/checker.ts'
import { lastRead } from '../checkers/lost-update.ts'
import { lookFor, predictOvertaken } from './overtaken.ts'
import type { Predict } from './prediction.ts'

/** Nothing is lost: the last read comes early. */
export const predictLostUpdate: Predict = (circumstances, slice) => {
  if (circumstances.strategy !== 'cluster') return undefined
  const bySession = sessionsOf(slice.operations).map((session) => {
    const { last, acknowledged } = lastRead(session) ?? {}
    return last && acknowledged ? acknowledged.map((write) => lookFor(last, [write])) : []
  })
  return predictOvertaken(circumstances, slice, bySession)
}
