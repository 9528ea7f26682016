/** How often the old credential will be accepted, where a logout does not wait until all replicas have heard of it. */

import { sessionsOf } from '../checkers/checker.ts'
import { loggedOut } from '../checkers/zombie-session.ts'
import { gapBetween, predictOvertaken } from './overtaken.ts'
import type { Predict } from './prediction.ts'

export const predictZombieSession: Predict = (circumstances, slice) => {
  if (circumstances.strategy !== 'cluster') return undefined
  const bySession = sessionsOf(slice.operations).map((session) => {
    const { end, answered } = loggedOut(session) ?? {}
    return end && answered ? answered.map((operation) => gapBetween(end, operation)) : []
  })
  return predictOvertaken(circumstances, slice, bySession)
}
