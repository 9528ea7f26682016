import { describe, expect, it } from 'vitest'
import { disturbedSliceOf, operations, sliceOf } from '../literal-history.ts'
import { lastingOutage } from './check.ts'

const at = (seconds: number) => ({ startMicros: seconds * 1e6, endMicros: seconds * 1e6 + 400 })
const failed = { status: 503, reason: 'store-unavailable' }

describe('checker lasting-outage', () => {
  it('allows two seconds for recovery', () => {
    const history = operations({}, { ...at(3), ...failed }, { ...at(5.9), ...failed }, at(6.1))
    expect(lastingOutage.check(disturbedSliceOf(history))).toMatchObject({ valid: true, count: 0, total: 1 })
  })

  it('finds a request that fails after that', () => {
    const history = operations({}, { ...at(6.1), ...failed }, { ...at(7), status: 401 })
    const { evidence, ...finding } = lastingOutage.check(disturbedSliceOf(history))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { '503 store-unavailable': 1 } })
    expect(evidence[0]?.says).toBe(
      'user-1 asked for me at 6.100 s, more than two seconds after the last fault was healed, and got 503 store-unavailable',
    )
  })

  it('is unknown without a fault, and with one that was not healed', () => {
    const unhealed = disturbedSliceOf(operations({}, at(8)), {})
    const [fault] = unhealed.faults
    const { healedMicros: _, ...rest } = fault ?? ({} as never)
    expect(lastingOutage.check({ ...unhealed, faults: [rest] }).valid).toBe('unknown')
    expect(lastingOutage.check(sliceOf(operations({}, at(8)))).valid).toBe('unknown')
  })
})
