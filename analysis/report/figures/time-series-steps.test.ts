import { describe, expect, it } from 'vitest'
import type { HistorySlice } from '../../../bench/history/history.ts'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { operations } from '../../anomalies/literal-history.ts'
import { slices } from '../../slices.ts'
import { courseOf } from './time-series-steps.ts'

const slice = slices(literalHistory())[0] as HistorySlice
const [segment] = slice.segments as [SegmentRecord]

/** One trial of a second, with these operations, each ending at the time given, in ms. */
const trialOf = (...parts: (Partial<Operation> & { endMs: number })[]): HistorySlice => ({
  ...slice,
  segments: [segment],
  operations: operations(...parts).map((operation, index) => {
    const endMicros = (parts[index]?.endMs ?? 0) * 1_000
    return { ...operation, startMicros: endMicros - 1_000, endMicros }
  }),
})

describe('the course of a load', () => {
  it('counts operations in the step in which they ended, and what came after the load in none', () => {
    const course = courseOf(
      trialOf(
        { endMs: 50 },
        { endMs: 99.9, status: 401 },
        { endMs: 100, status: 503 },
        { endMs: 1_000 },
        { endMs: 1_001 },
      ),
      100,
    )
    expect(course).toMatchObject({ stepMs: 100, trialsLeftOut: 0 })
    expect(course?.trials[0]).toMatchObject({
      lengthMs: 1_000,
      ok: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      refused: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      failed: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    })
    expect(course?.trials[0]?.latencyMs.p50.slice(0, 3)).toEqual([1, 1, null])
  })

  it('takes the refusal of an ended credential for the right answer', () => {
    const course = courseOf(trialOf({ endMs: 50 }, { endMs: 60, kind: 'probe', status: 401 }), 100)
    expect(course?.trials[0]?.refused[0]).toBe(0)
  })

  it('counts latency from when a request was due', () => {
    const slow = trialOf({ endMs: 50, intendedMicros: 10_000 })
    expect(courseOf(slow, 100)?.trials[0]?.latencyMs.max[0]).toBe(40)
  })

  it('names the same replicas in every trial, whoever was away in one', () => {
    const course = courseOf(
      {
        ...slice,
        operations: slice.operations.filter(({ segment, replica }) => segment > 0 || replica === 'replica-1'),
      },
      100,
    )
    for (const { byReplica } of course?.trials ?? []) expect(Object.keys(byReplica)).toEqual(['replica-1', 'replica-2'])
  })

  it('has no more steps than it may, and says which trials it leaves out', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...segment, segment: index, trial: index + 1 }))
    const course = courseOf({ ...slice, segments: many }, 24)
    expect(course?.trials).toHaveLength(12)
    expect(course?.trialsLeftOut).toBe(18)
    expect(course?.trials.flatMap(({ ok }) => ok).length).toBeLessThanOrEqual(24)
  })

  it('is nothing where there was no load', () => expect(courseOf({ ...slice, segments: [] }, 100)).toBeNull())
})
