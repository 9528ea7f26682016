import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { zombieSession } from './check.ts'

const logout = { kind: 'logout', status: 204 }
const refused = { kind: 'probe', status: 401, reason: 'unknown-session' }
const accepted = { kind: 'probe', replica: 'replica-2' }
const check = (...parts: Parameters<typeof operations>) => zombieSession.check(sliceOf(operations({}, ...parts)))

describe('checker zombie-session', () => {
  it('passes where the old credential is refused everywhere', () => {
    const finding = check(logout, refused, { ...refused, replica: 'replica-2' })
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2 })
    expect(finding.windowMs).toBeUndefined()
  })

  it('finds the replica that still accepts it, and says for how long', () => {
    const finding = check(logout, accepted, refused, accepted, refused)
    expect(finding).toMatchObject({ valid: false, count: 2, total: 4, causes: { 'lives-on': 2 } })
    expect(finding.windowMs).toEqual({ mean: 2.6, median: 2.6, max: 2.6 })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 logged out on replica-1 at 0.001 s, was still accepted on replica-2 2.6 ms later',
    )
  })

  it('distinguishes a late end, a session that came back, and one that never ended', () => {
    const [here, there] = [{ kind: 'probe', replica: 'replica-1' }, accepted]
    const [refusedHere, refusedThere] = [refused, { ...refused, replica: 'replica-2' }]
    expect(check(logout, refusedHere, there, refusedThere, refusedHere).causes).toEqual({ late: 1 })
    expect(check(logout, there, refusedThere, here, there).causes).toEqual({ late: 1, 'lives-on': 1, 'came-back': 1 })
  })

  it('allows requests that overlap the logout', () => {
    expect(check(logout, { ...accepted, startMicros: 1_399 }).valid).toBe('unknown')
    expect(check(logout, { ...accepted, startMicros: 1_400 }).valid).toBe(false)
  })

  it('ignores a logout without an acknowledgement, and outages', () => {
    expect(check({ ...logout, outcome: 'info', status: 504 }, accepted).valid).toBe('unknown')
    expect(check({ ...logout, outcome: 'fail', status: 503 }, accepted).valid).toBe('unknown')
    expect(check(logout, { ...accepted, status: 503 }, { ...accepted, status: 429 }).valid).toBe('unknown')
  })

  it('counts a refusal of permission as accepted: the user is known', () => {
    expect(check(logout, { ...accepted, status: 403 }).count).toBe(1)
  })

  it('is unknown for an empty history, and for one without a logout', () => {
    expect(zombieSession.check(sliceOf([])).valid).toBe('unknown')
    expect(check(accepted).valid).toBe('unknown')
  })
})
