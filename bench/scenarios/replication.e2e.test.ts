/** Copies on three real replicas: how often they are overtaken, and what they cost, beside what was predicted. */

import { describe, expect, it } from 'vitest'
import { staleRead } from '../../analysis/anomalies/stale-read/check.ts'
import { looks } from '../../analysis/anomalies/stale-read/predict.ts'
import { firstClient } from '../../analysis/report/model/report.ts'
import { slices } from '../../analysis/slices.ts'
import type { HistorySlice } from '../history/history.ts'
import { checkOf, realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

/** The same history without the reads that came within the largest lag measured in their segment. */
function withoutEarlyReads(slice: HistorySlice): HistorySlice {
  const largest = new Map(
    slice.segments.map(({ segment, replication }) => [segment, replication?.lagMicros.at(-1)?.[0] ?? Number.NaN]),
  )
  const late = new Set(
    looks(slice)
      .flat()
      .filter(({ segment, gaps }) => gaps.every(({ shortest }) => shortest > (largest.get(segment) as number)))
      .map(({ read }) => read),
  )
  const isWrite = ({ item, kind }: HistorySlice['operations'][number]) => item !== undefined || kind === 'login'
  return { ...slice, operations: slice.operations.filter((operation) => isWrite(operation) || late.has(operation)) }
}

describe('copies that are told of after the answer', () => {
  it('are overtaken as often as is predicted of the lag, and never where the answer waits', async (context) => {
    const run = await recordedRun('replication', context)
    expect(checkOf(run, 'cluster', 'stale-read')).toMatchObject({
      valid: false,
      expectation: { is: 'predicted', outcome: 'as-expected' },
    })
    for (const name of ['stale-read', 'session-mismatch'] as const)
      expect(checkOf(run, 'cluster-sync', name)).toMatchObject({ valid: true, count: 0 })
  })

  it('are never overtaken where the gap is longer than the largest lag', async (context) => {
    const run = await recordedRun('replication', context)
    // So many users that their turn comes seldom, beside those whose reads were just seen to be stale.
    const seldom = await realRun(
      { trials: 3, modes: ['cluster'], 'load.users': 400, 'load.followUps': 4, 'load.minOperations': 6_000 },
      { scenario: 'replication' },
    )
    const late = [run, seldom].map(({ history }) => {
      const slice = slices(history).find(({ mode }) => mode === 'cluster') as HistorySlice
      return staleRead.check(withoutEarlyReads(slice))
    })
    expect(late.map(({ count }) => count)).toEqual([0, 0])
    expect(late[1]?.total).toBeGreaterThan(0)
  })

  it('cost at most a message and its acknowledgement for each other replica', async (context) => {
    const run = await recordedRun('replication', context)
    for (const mode of ['cluster', 'cluster-sync']) {
      const { replication, store } = firstClient(run.report.modes[mode])?.load ?? {}
      expect(replication?.messagesPerWrite).toBeGreaterThan(0)
      // Looking for differences every five seconds comes on top.
      expect(replication?.messagesPerWrite).toBeLessThan(4.1)
      expect(store).toBeNull()
    }
    expect(firstClient(run.report.modes['redis'])?.load).toMatchObject({ replication: null })
    expect(firstClient(run.report.modes['redis'])?.load.store?.commandsPerRequest).toBeGreaterThan(1)
  })
})

describe('copies that are 30 ms on their way', () => {
  it('are overtaken by more, and by as many as is predicted', async () => {
    const run = await realRun(
      { trials: 3, modes: ['cluster'] },
      { scenario: 'replication', defects: { cluster: 'delays-copies' } },
    )
    const { rate, prediction } = checkOf(run, 'cluster', 'stale-read')
    // With such lags the band may be too wide to confirm the prediction, but nothing contradicts it.
    expect(run.report.verdict).not.toBe('fail')
    // The way is long beside most queues, so the guess itself is near, not only its band right.
    expect((rate as number) / (prediction?.rate as number)).toBeGreaterThan(0.5)
    expect(rate).toBeGreaterThan(0.1)
    expect(firstClient(run.report.modes['cluster'])?.load.replication?.lagMs?.p50).toBeGreaterThan(30)
  })
})
