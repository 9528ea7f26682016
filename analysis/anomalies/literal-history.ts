/** Histories written down by hand, for the tests of checkers and reports. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { FaultRecord } from '../../bench/history/records.ts'

/** Operations a millisecond apart; by default session 1 of user-1 on replica-1. */
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
  const nothing = { segments: [], faults: [], retries: [], audits: [] }
  return { mode: 'memory', client: 'frozen', sessionLivesIn, operations: list, ...nothing }
}

/** These operations, and, a second after the start, an audit that found posts of these titles. */
export function auditedSliceOf(list: readonly Operation[], titles: readonly string[]): HistorySlice {
  return { ...sliceOf(list), audits: [{ type: 'audit', mode: 'memory', startMicros: 1e6, titles }] }
}

/** A trial of ten seconds with a fault from 2 s to 4 s, and these operations. */
export function disturbedSliceOf(list: readonly Operation[], fault: Partial<FaultRecord> = {}): HistorySlice {
  const segment = { type: 'segment', segment: 0, trial: 1, mode: 'memory', client: 'frozen', connections: 1 } as const
  const times = { startMicros: 0, windowEndMicros: 10e6, endMicros: 10e6 }
  const nothing = { bytesSent: 0, bytesReceived: 0, replicaCpuMicros: {}, clientCpuMicros: 0 }
  const kill = { type: 'fault', trial: 1, fault: 'kill-replica', what: 'replica-1', startMicros: 2e6 } as const
  const heals = { inForceMicros: 2.1e6, healMicros: 3.5e6, healedMicros: 4e6 }
  return {
    ...sliceOf(list),
    segments: [{ ...segment, ...times, ...nothing }],
    faults: [{ ...kill, ...heals, ...fault }],
  }
}
