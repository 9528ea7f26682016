import { describe, expect, it } from 'vitest'
import { disturbedSliceOf, operations, sliceOf } from '../literal-history.ts'
import { sessionLoss } from './check.ts'

const at = (seconds: number) => ({ startMicros: seconds * 1e6, endMicros: seconds * 1e6 + 400 })
const refused = { status: 401, reason: 'unknown-session' }

describe('checker session-loss', () => {
  it('passes where sessions from before the fault are accepted after it', () => {
    const history = operations(at(1), at(1.5), { ...at(3), ...refused }, at(5.1), at(6))
    expect(sessionLoss.check(disturbedSliceOf(history))).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds a session that was lost, with the reason', () => {
    const history = operations(
      at(1),
      at(1.5),
      { ...at(5.1), ...refused },
      { ...at(6), ...refused, replica: 'replica-2' },
    )
    const { evidence, ...finding } = sessionLoss.check(disturbedSliceOf(history))
    expect(finding).toMatchObject({ valid: false, count: 2, total: 2, causes: { 'its-replica-was-hit': 2 } })
    expect(evidence[0]?.says).toBe(
      'user-1 logged in on replica-1 at 1.000 s; kill-replica hit replica-1 at 2.000 s; refused (unknown-session) on replica-1 4099.6 ms later',
    )
    const elsewhere = disturbedSliceOf(history, { fault: 'scale-out', what: 'replica-4' })
    expect(sessionLoss.check(elsewhere).causes).toEqual({ 'led-elsewhere': 2 })
  })

  it('does not count logins during the fault, outages, or sessions after a logout', () => {
    const late = operations(at(2.5), { ...at(6), ...refused })
    const outage = operations(at(1), { ...at(6), status: 503 })
    const gone = operations(at(1), { ...at(1.5), kind: 'logout', status: 204 }, { ...at(6), ...refused })
    for (const history of [late, outage, gone]) expect(sessionLoss.check(disturbedSliceOf(history)).total).toBe(0)
  })

  it('counts a fault that is never healed as over as soon as it is in force', () => {
    const history = operations(at(1), { ...at(3), ...refused }, { ...at(3.2), ...refused })
    const slice = disturbedSliceOf(history, { healMicros: 10.1e6, healedMicros: 11e6 })
    expect(sessionLoss.check(slice)).toMatchObject({ count: 1, total: 1 }) // in force at 2.1 s, and a second more
  })

  it('is unknown without a fault, and with one that never came into force', () => {
    expect(sessionLoss.check(sliceOf(operations(at(1), at(6)))).valid).toBe('unknown')
    const { faults, ...slice } = disturbedSliceOf(operations(at(1), at(6)))
    const begun = faults.map(({ type, trial, fault, what, startMicros }) => ({ type, trial, fault, what, startMicros }))
    expect(sessionLoss.check({ ...slice, faults: begun }).valid).toBe('unknown')
  })
})
