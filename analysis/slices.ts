/** Cuts a history into slices, one for each mode and client model. */

import type { History, HistorySlice } from '../bench/history/history.ts'
import type { Operation } from '../bench/history/operation.ts'
import type { SegmentRecord } from '../bench/history/records.ts'
import { traitsOf } from './theory/circumstances.ts'

/** Cuts a history by mode and client model, in the order of the scenario. Warm-up is left out. */
export function slices(history: History): HistorySlice[] {
  const found = new Map<string, HistorySlice & { segments: SegmentRecord[]; operations: Operation[] }>()
  const sliceOfSegment = new Map<number, { operations: Operation[] }>()
  // Segments that ran at once are recorded as they end.
  for (const segment of history.segments.toSorted((a, b) => a.segment - b.segment)) {
    if (segment.trial === 0) continue
    const { mode, client } = segment
    const record = history.run.modes[mode]
    if (record === undefined)
      throw new Error(`segment ${segment.segment} is of mode ${mode}, which the run does not name`)
    const exposure = history.exposures.find((each) => each.mode === mode)
    const { unknownCookie } = history.run.scenario.topology
    const key = `${mode} ${client}`
    const slice = found.get(key) ?? {
      mode,
      client,
      sessionLivesIn: record.sessionLivesIn,
      segments: [],
      operations: [],
      faults: history.faults.filter(({ trial }) => trial > 0),
      retries: history.retries.filter((retry) => retry.mode === mode),
      audits: history.audits,
      ...(exposure && { exposure }),
      ...(unknownCookie && { unknownCookie }),
      ...(traitsOf(record)?.policy.affinity === 'address' && { repeatsUsers: true as const }),
    }
    slice.segments.push(segment)
    found.set(key, slice)
    sliceOfSegment.set(segment.segment, slice)
  }
  for (const operation of history.operations) sliceOfSegment.get(operation.segment)?.operations.push(operation)
  return [...found.values()]
}

/** The operations of each segment. A single segment shares the slice's own list. */
export function operationsBySegment({ segments, operations }: HistorySlice): ReadonlyMap<number, readonly Operation[]> {
  const [first, ...others] = segments
  return first !== undefined && others.length === 0
    ? new Map([[first.segment, operations]])
    : Map.groupBy(operations, ({ segment }) => segment)
}
