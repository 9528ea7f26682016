/** How many reads will miss what their session has written, where the answer does not wait for the copies. */

import { sessionsOf } from '../checkers/checker.ts'
import type { SessionKnowledge } from '../checkers/session-knowledge.ts'
import { withKnowledge } from '../checkers/session-knowledge.ts'
import { isJudged } from '../checkers/stale-read.ts'
import type { HistorySlice, Operation } from '../history.ts'
import { type Gap, gapBetween, predictOvertaken } from './overtaken.ts'
import type { Predict } from './prediction.ts'

export const predictStaleRead: Predict = (circumstances, slice) =>
  circumstances.strategy === 'cluster' ? predictOvertaken(circumstances, slice, readGaps(slice)) : undefined

/** The gap of each read that is judged, to the last of the writes that it must show: earlier ones had more time. */
export function readGaps(slice: HistorySlice): Gap[][] {
  return sessionsOf(slice.operations).map((session) => {
    const gaps: Gap[] = []
    withKnowledge(session, (read, knowledge) => {
      const write = isJudged(read, knowledge) ? lastWriteOf(knowledge) : undefined
      if (write !== undefined) gaps.push(gapBetween(write, read))
    })
    return gaps
  })
}

/** Where no write was acknowledged: the answer that first showed what was written. */
function lastWriteOf({ written, seen, newest }: SessionKnowledge): Operation | undefined {
  return [...written.values()].at(-1) ?? [...seen.values()].at(-1) ?? newest
}
