/** How many reads will miss what their session has written, where the answer does not wait for the copies. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { answersBeforeCopies, copiesAreParted, type Predict } from '../../theory/prediction.ts'
import { type Look, lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { sessionsOf } from '../checker.ts'
import { type SessionKnowledge, withKnowledge } from '../session-knowledge.ts'
import { isJudged } from './check.ts'

export const predictStaleRead: Predict = (circumstances) =>
  answersBeforeCopies(circumstances.strategy) && !copiesAreParted(circumstances)
    ? predictOvertaken(circumstances, looks)
    : undefined

/** Each checked read, and the writes that it must show. */
export function looks(slice: HistorySlice): Look[][] {
  return sessionsOf(slice.operations).map((session) => {
    const judged: Look[] = []
    withKnowledge(session, (read, knowledge) => {
      if (isJudged(read, knowledge)) judged.push(lookFor(read, writesKnown(knowledge)))
    })
    return judged
  })
}

/** Where no write was acknowledged, the answer that first showed the written item. */
function writesKnown({ written, seen, newest }: SessionKnowledge): Operation[] {
  if (written.size > 0) return [...written.values()]
  return seen.size > 0 ? [...new Set(seen.values())] : newest ? [newest] : []
}
