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

  it('is recovered at once where no request failed', () => {
    expect(faultEffects(disturbedSliceOf(tenSeconds(() => ({}))))[0]).toMatchObject({ failed: 0, recoverySeconds: 0 })
  })

  it('is empty where there was no fault', () => {
    expect(faultEffects({ ...disturbedSliceOf(tenSeconds(() => ({}))), faults: [] })).toEqual([])
  })
})
