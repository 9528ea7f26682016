import { describe, expect, it } from 'vitest'
import type { HistorySlice } from '../../../bench/history/history.ts'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { disturbedSliceOf, operations } from '../../anomalies/literal-history.ts'
import { slices } from '../../slices.ts'
import { tenSeconds } from './ten-seconds.fixture.ts'
import { timeSeriesOf } from './time-series.ts'

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

describe('the time series of a load', () => {
  it('counts operations in the step in which they ended, and what came after the load in none', () => {
    const series = timeSeriesOf(
      trialOf(
        { endMs: 50 },
        { endMs: 99.9, status: 401 },
        { endMs: 100, status: 503 },
        { endMs: 1_000 },
        { endMs: 1_001 },
      ),
      100,
    )
    expect(series).toMatchObject({ stepMs: 100, trialsLeftOut: 0 })
    expect(series?.trials[0]).toMatchObject({
      lengthMs: 1_000,
      ok: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      refused: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      failed: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    })
    expect(series?.trials[0]?.latencyMs.p50.slice(0, 3)).toEqual([1, 1, null])
  })

  it.each(['probe', 'admin-probe', 'thief', 'attack'])('does not count a refusal that is right: of a %s', (kind) => {
    const series = timeSeriesOf(trialOf({ endMs: 50 }, { endMs: 60, kind, status: 401 }), 100)
    expect(series?.trials[0]?.refused[0]).toBe(0)
  })

  it('counts latency from when a request was due', () => {
    const slow = trialOf({ endMs: 50, intendedMicros: 10_000 })
    expect(timeSeriesOf(slow, 100)?.trials[0]?.latencyMs.max[0]).toBe(40)
  })

  it('names the same replicas in every trial, also where one was away', () => {
    const series = timeSeriesOf(
      {
        ...slice,
        operations: slice.operations.filter(({ segment, replica }) => segment > 0 || replica === 'replica-1'),
      },
      100,
    )
    const both = ['replica-1', 'replica-2']
    expect(series?.trials.map(({ byReplica }) => Object.keys(byReplica))).toEqual(Array(6).fill(both))
  })

  it('has no more steps than it may, and says which trials it leaves out', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...segment, segment: index, trial: index + 1 }))
    const series = timeSeriesOf({ ...slice, segments: many }, 24)
    expect(series?.trials).toHaveLength(12)
    expect(series?.trialsLeftOut).toBe(18)
    expect(series?.trials.flatMap(({ ok }) => ok).length).toBeLessThanOrEqual(24)
  })

  it('shows outcomes, latency and the answers of each replica, step by step', () => {
    const failing = { outcome: 'fail', status: 503, reason: 'store-unavailable' } as const
    const series = timeSeriesOf(disturbedSliceOf(tenSeconds(() => failing)), 100)
    const [trial] = series?.trials ?? []
    expect([series?.stepMs, trial?.ok.length]).toEqual([500, 20])
    expect(trial).toMatchObject({ ok: { 2: 50, 3: 50, 6: 0 }, refused: { 2: 0 }, failed: { 2: 0, 3: 0, 6: 50, 7: 50 } })
    expect(trial?.latencyMs).toMatchObject({ p50: { 2: 2, 3: 2 }, max: { 2: 2, 3: 2 } })
    const inSecond1 = Object.entries(trial?.byReplica ?? {}).map(([replica, [, , a = 0, b = 0]]) => [replica, a + b])
    expect(Object.fromEntries(inSecond1)).toEqual({ 'replica-1': 33, 'replica-2': 34, 'replica-3': 33 })
  })

  it('is null where there was no load', () => expect(timeSeriesOf({ ...slice, segments: [] }, 100)).toBeNull())
})
