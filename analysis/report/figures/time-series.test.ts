import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../bench/history/operation.ts'
import { disturbedSliceOf } from '../../anomalies/literal-history.ts'
import { timeAxes } from './time-series.ts'

/** A hundred good answers in each of ten seconds, but for what happens from 2 s to 4 s. */
function trial(meanwhile: (index: number) => Partial<Operation>, after: Partial<Operation> = {}): Operation[] {
  return Array.from({ length: 1_000 }, (_, index) => {
    const startMicros = index * 10_000
    const base = { type: 'operation', segment: 0, user: 'user-1', session: 1, kind: 'me', outcome: 'ok' } as const
    const part = startMicros < 2e6 ? {} : startMicros < 4e6 ? meanwhile(index) : after
    const replica = `replica-${(index % 3) + 1}`
    return { ...base, status: 200, replica, startMicros, endMicros: startMicros + 2_000, ...part }
  })
}
const failing = { outcome: 'fail', status: 503, reason: 'store-unavailable' } as const

describe('the time axis', () => {
  it('shows each second of a trial: outcomes, latency, and who answered', () => {
    const [axis] = timeAxes(disturbedSliceOf(trial(() => failing)))
    expect(axis?.seconds).toHaveLength(10)
    expect(axis?.seconds[1]).toEqual({
      second: 1,
      ok: 100,
      refused: 0,
      failed: 0,
      retries: 0,
      latencyMs: { p50: 2, max: 2 },
      byReplica: { 'replica-1': 33, 'replica-2': 34, 'replica-3': 33 },
    })
    expect(axis?.seconds[3]).toMatchObject({ ok: 0, failed: 100 })
  })

  it('says what a fault did, and when service was as before', () => {
    const retry = { type: 'retry', mode: 'memory', method: 'GET', atMicros: 2.2e6, attempts: 2 } as const
    const [axis] = timeAxes({ ...disturbedSliceOf(trial(() => failing)), retries: [retry] })
    expect(axis?.seconds[2]?.retries).toBe(1)
    expect(axis?.faults).toEqual([
      {
        fault: 'kill-replica',
        what: 'replica-1',
        atSeconds: 2,
        healedSeconds: 4,
        refused: 0,
        failed: 200,
        retries: 1,
        failures: { '503 store-unavailable': 200 },
        recoverySeconds: 2,
      },
    ])
  })

  it('sees no recovery where a third stays refused', () => {
    const refused = (index: number) => (index % 3 === 0 ? ({ outcome: 'fail', status: 401 } as const) : {})
    const lasting = trial(refused).map((operation, index) =>
      index < 400 ? operation : { ...operation, ...refused(index) },
    )
    const [axis] = timeAxes(disturbedSliceOf(lasting))
    expect(axis?.faults[0]).toMatchObject({ refused: 267, failed: 0, recoverySeconds: null })
  })

  it('takes what nobody noticed for recovered at once', () => {
    expect(timeAxes(disturbedSliceOf(trial(() => ({}))))[0]?.faults[0]).toMatchObject({ failed: 0, recoverySeconds: 0 })
  })

  it('is empty where there was no fault', () => {
    expect(timeAxes({ ...disturbedSliceOf(trial(() => ({}))), faults: [] })).toEqual([])
  })
})
