import { describe, expect, it } from 'vitest'
import { disturbedSliceOf, operations } from '../literal-history.ts'
import { involuntaryLogout } from './check.ts'

const sliceOf = (logsInAgain: boolean, ...parts: Parameters<typeof operations>) => {
  const slice = disturbedSliceOf(operations(...parts))
  return { ...slice, segments: slice.segments.map((one) => ({ ...one, ...(logsInAgain && { logsInAgain: true }) })) }
}
const check = (...parts: Parameters<typeof operations>) => involuntaryLogout.check(sliceOf(true, ...parts))
const login = (session: number) => ({ session, kind: 'login' })
const refused = (session: number, replica = 'replica-1') => ({
  session,
  kind: 'me',
  status: 401,
  reason: 'unknown-session',
  replica,
})

describe('checker involuntary-logout', () => {
  it('passes where no request was refused, also where logins ended in a logout', () => {
    const finding = check(login(1), { session: 1 }, { session: 1, kind: 'logout' }, refused(1), login(2))
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2, bySession: [{ count: 0, total: 2 }] })
  })

  it('counts each refused login of a user once, with the user as the unit', () => {
    const again = [login(1), refused(1), login(2), { session: 2 }, refused(2, 'replica-2'), login(3)]
    const finding = check(...again, { ...login(9), user: 'user-9' })
    expect(finding).toMatchObject({ valid: false, count: 2, total: 4 })
    expect(finding.bySession).toEqual([
      { count: 2, total: 3 },
      { count: 0, total: 1 },
    ])
    expect(finding.causes).toEqual({ 'its-replica-forgot': 1, 'led-elsewhere': 1 })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 logged in on replica-1 at 0.000 s, and was refused (unknown-session) on replica-1 0.6 ms later, the first of 2 times',
    )
  })

  it('does not judge a login that failed, nor count an outage', () => {
    expect(check({ ...login(1), status: 503, outcome: 'info' }, refused(1)).valid).toBe('unknown')
    expect(check(login(1), { session: 1, status: 503, outcome: 'info' })).toMatchObject({ valid: true, total: 1 })
  })

  it('does not judge users who do not log in again', () => {
    expect(involuntaryLogout.check(sliceOf(false, login(1), refused(1))).valid).toBe('unknown')
  })

  it('is unknown for an empty history', () => {
    expect(involuntaryLogout.check(sliceOf(true)).valid).toBe('unknown')
  })
})
