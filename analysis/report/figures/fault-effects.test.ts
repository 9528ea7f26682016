import { describe, expect, it } from 'vitest'
import { disturbedSliceOf } from '../../anomalies/literal-history.ts'
import { faultEffects } from './fault-effects.ts'
import { tenSeconds } from './ten-seconds.fixture.ts'

const failing = { outcome: 'fail', status: 503, reason: 'store-unavailable' } as const

describe('the effect of a fault', () => {
  it('counts what failed, and when service was as before', () => {
    const retry = { type: 'retry', mode: 'memory', method: 'GET', atMicros: 2.2e6, attempts: 2 } as const
    const effects = faultEffects({ ...disturbedSliceOf(tenSeconds(() => failing)), retries: [retry] })
    expect(effects).toEqual([
      {
        trial: 1,
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

  it('has no recovery where a third of the requests stays refused', () => {
    const refused = (index: number) => (index % 3 === 0 ? ({ outcome: 'fail', status: 401 } as const) : {})
    const lasting = tenSeconds(refused).map((operation, index) =>
      index < 400 ? operation : { ...operation, ...refused(index) },
    )
    const [effect] = faultEffects(disturbedSliceOf(lasting))
    expect(effect).toMatchObject({ refused: 267, failed: 0, recoverySeconds: null })
  })

  it('has no recovery where a third of the users is refused for good, however low the rate', () => {
    // At 10 a second, three standard deviations of one second are 95 % of it.
    const few = tenSeconds(() => ({})).filter((_, index) => index % 10 === 0)
    const lasting = few.map((operation, index) =>
      index < 20 || index % 3 > 0 ? operation : { ...operation, outcome: 'fail' as const, status: 401 },
    )
    expect(faultEffects(disturbedSliceOf(few))[0]?.recoverySeconds).toBe(0)
    expect(faultEffects(disturbedSliceOf(lasting))[0]?.recoverySeconds).toBeNull()
  })

  it('has a recovery where there is no time before the fault: from when nothing is refused or fails', () => {
    const early = { startMicros: 0.5e6, inForceMicros: 0.6e6 }
    const failsAtFirst = tenSeconds(() => ({})).map((operation, index) =>
      index < 300 ? { ...operation, ...failing } : operation,
    )
    expect(faultEffects(disturbedSliceOf(failsAtFirst, early))[0]?.recoverySeconds).toBe(2.5)
  })

  it('is that of all faults which began at the same moment, and of each alone where they did not', () => {
    const slice = disturbedSliceOf(tenSeconds(() => failing))
    const [kill] = slice.faults
    const withSecond = (startMicros: number) =>
      faultEffects({ ...slice, faults: kill ? [kill, { ...kill, fault: 'slow-redis', startMicros }] : [] })
    expect(withSecond(2.05e6).map(({ fault, failed }) => [fault, failed])).toEqual([
      ['kill-replica', 200],
      ['slow-redis', 195],
    ])
    expect(withSecond(3e6).map(({ failed }) => failed)).toEqual([100, 100])
  })

  it('is recovered at once where no request failed', () => {
    expect(faultEffects(disturbedSliceOf(tenSeconds(() => ({}))))[0]).toMatchObject({ failed: 0, recoverySeconds: 0 })
  })

  it('is empty where there was no fault', () => {
    expect(faultEffects({ ...disturbedSliceOf(tenSeconds(() => ({}))), faults: [] })).toEqual([])
  })
})
