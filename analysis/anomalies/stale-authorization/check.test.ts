import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { staleAuthorization } from './check.ts'

const byAdmin = { user: 'admin-1', session: 2, subject: 'user-1' }
const demote = { ...byAdmin, kind: 'demote' }
const promote = { ...byAdmin, kind: 'promote' }
const admitted = { kind: 'admin-probe', replica: 'replica-2' }
const refused = { ...admitted, status: 403, reason: 'not-an-admin' }
const check = (...parts: Parameters<typeof operations>) => staleAuthorization.check(sliceOf(operations({}, ...parts)))

describe('checker stale-authorization', () => {
  it('passes where the role is gone everywhere at once', () => {
    const finding = check({ kind: 'admin' }, demote, refused, { ...refused, replica: 'replica-1' })
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2 })
    expect(finding.windowMs).toBeUndefined()
  })

  it('finds the replica that still accepts the role, and says for how long', () => {
    const finding = check(demote, admitted, refused, admitted, { ...admitted, status: 401, outcome: 'fail' })
    expect(finding).toMatchObject({ valid: false, count: 2, total: 4, causes: { 'replica-2': 2 } })
    expect(finding.windowMs).toEqual({ mean: 2.6, median: 2.6, max: 2.6 })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 lost the role admin at 0.001 s on replica-1, still acted as admin on replica-2 2.6 ms later',
    )
  })

  it('allows requests that overlap the demotion or came before it', () => {
    expect(check({ kind: 'admin' }, demote).valid).toBe('unknown')
    expect(check(demote, { ...admitted, startMicros: 1_399 }).valid).toBe('unknown')
    expect(check(demote, { ...admitted, startMicros: 1_400 }).valid).toBe(false)
  })

  it('allows requests after the role was, or may have been, given back', () => {
    expect(check(demote, promote, admitted).valid).toBe('unknown')
    expect(check(demote, { ...promote, outcome: 'info', status: 504 }, admitted).valid).toBe('unknown')
    expect(check(demote, { ...promote, outcome: 'fail', status: 401 }, admitted).valid).toBe(false)
    expect(check(promote, demote, admitted).valid).toBe(false)
  })

  it('checks every session of the user, also a later one, and no other user', () => {
    expect(check(demote, { kind: 'login', session: 3 }, { ...admitted, session: 3 }).valid).toBe(false)
    expect(check({ ...demote, subject: 'user-2' }, admitted).valid).toBe('unknown')
    expect(check(demote, { ...admitted, user: 'user-2', session: 3 }).valid).toBe('unknown')
  })

  it('ignores a demotion without an acknowledgement, and outages', () => {
    expect(check({ ...demote, outcome: 'info', status: 504 }, admitted).valid).toBe('unknown')
    expect(check({ ...demote, outcome: 'fail', status: 403 }, admitted).valid).toBe('unknown')
    expect(check(demote, { ...admitted, status: 503 }, { ...admitted, status: 429 }).valid).toBe('unknown')
  })

  it('is unknown for an empty history, and for one without a demotion', () => {
    expect(staleAuthorization.check(sliceOf([])).valid).toBe('unknown')
    expect(check({ kind: 'admin' }, admitted).valid).toBe('unknown')
  })
})
