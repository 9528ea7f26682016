/** Histories written down by hand, for the tests of checkers and reports. */

import type { HistorySlice, Operation } from '../history.ts'

/** Operations a millisecond apart; session 1 of user-1 on replica-1 unless told otherwise. */
export function operations(...parts: Partial<Operation>[]): Operation[] {
  return parts.map((part, index) => ({
    type: 'operation',
    segment: 0,
    user: 'user-1',
    session: 1,
    kind: index === 0 ? 'login' : 'me',
    startMicros: index * 1_000,
    endMicros: index * 1_000 + 400,
    outcome: part.status === undefined || part.status < 400 ? 'ok' : 'fail',
    status: 200,
    replica: 'replica-1',
    ...part,
  }))
}

export function sliceOf(
  list: readonly Operation[],
  sessionLivesIn: HistorySlice['sessionLivesIn'] = 'replica',
): HistorySlice {
  return { mode: 'memory', client: 'frozen', sessionLivesIn, segments: [], operations: list }
}
