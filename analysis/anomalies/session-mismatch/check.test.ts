import { describe, expect, it } from 'vitest'
import type { HistorySlice } from '../../../bench/history/history.ts'
import { operations, sliceOf } from '../literal-history.ts'
import { sessionMismatch } from './check.ts'

const refused = { status: 401, reason: 'unknown-session' } as const

describe('checker session-mismatch', () => {
  it('finds nothing wrong where every follow-up is accepted', () => {
    const finding = sessionMismatch.check(sliceOf(operations({}, {}, {})))
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2, causes: {}, evidence: [] })
  })

  it('finds a refusal by the wrong replica, and says so in one sentence', () => {
    const finding = sessionMismatch.check(sliceOf(operations({}, {}, { ...refused, replica: 'replica-2' })))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { 'wrong-replica': 1 } })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 logged in on replica-1 at 0.000 s, was refused (unknown-session) on replica-2 1.6 ms later',
    )
    expect(finding.evidence[0]?.operations).toHaveLength(2)
  })

  it('distinguishes a cleared cookie from the first refusal', () => {
    const history = operations(
      {},
      { ...refused, replica: 'replica-2' },
      { status: 401, reason: 'missing' },
      { status: 401, reason: 'missing' },
    )
    expect(sessionMismatch.check(sliceOf(history)).causes).toEqual({ 'wrong-replica': 1, 'cookie-cleared': 2 })
  })

  it('distinguishes an overwritten cookie from a session that was lost', () => {
    const history = operations({}, { ...refused, replica: 'replica-2' }, refused)
    const browser = { ...sliceOf(history), client: 'browser' } as const
    const causesOf = (slice: HistorySlice) => sessionMismatch.check(slice).causes
    expect(causesOf({ ...browser, unknownCookie: 'overwritten' })).toEqual({
      'wrong-replica': 1,
      'cookie-overwritten': 1,
    })
    expect(causesOf({ ...browser, unknownCookie: 'kept' })).toEqual({ 'wrong-replica': 1, 'store-lost-it': 1 })
  })

  it.each([
    ['store-lost-it', 'on the very replica of the login', { ...refused }, 'replica'],
    ['store-lost-it', 'by a shared store, on whichever replica', { ...refused, replica: 'replica-2' }, 'store'],
    [
      'not-yet-replicated',
      'by another of the replicas that should all know it',
      { ...refused, replica: 'replica-2' },
      'every-replica',
    ],
    ['expired-early', 'as expired', { status: 401, reason: 'expired' }, 'credential'],
    [
      'unknown',
      'although the credential itself is the session',
      { status: 401, reason: 'bad-signature' },
      'credential',
    ],
    ['unknown', 'by a replica that does not say its name', { ...refused, replica: undefined }, 'replica'],
  ] as const)('names %s where a session is refused %s', (cause, _how, answer, livesIn) => {
    const history = operations({}, answer as object)
    expect(sessionMismatch.check(sliceOf(history, livesIn)).causes).toEqual({ [cause]: 1 })
  })

  it('does not count an outage, a timeout or a refusal of permission', () => {
    const history = operations(
      {},
      { status: 503, outcome: 'fail' },
      { status: 403, outcome: 'fail' },
      { status: 502, outcome: 'info' },
    )
    expect(sessionMismatch.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  const logout = { kind: 'logout', status: 204 }

  it('accepts a refusal after the logout', () => {
    expect(sessionMismatch.check(sliceOf(operations({}, {}, logout, refused)))).toMatchObject({ valid: true, total: 2 })
  })

  it('ignores requests that overlap the logout', () => {
    const history = operations({}, { ...refused, endMicros: 2_001 }, logout)
    expect(sessionMismatch.check(sliceOf(history))).toMatchObject({ valid: true, total: 1 })
    const before = operations({}, { ...refused, endMicros: 2_000 }, logout)
    expect(sessionMismatch.check(sliceOf(before))).toMatchObject({ valid: false, total: 2 })
  })

  it('still checks after a logout that was refused, but not after one that may have been applied', () => {
    const failed = operations({}, { ...logout, outcome: 'fail', status: 503 }, refused)
    expect(sessionMismatch.check(sliceOf(failed)).count).toBe(1)
    const unanswered = operations({}, { ...logout, outcome: 'info', status: 504 }, refused)
    expect(sessionMismatch.check(sliceOf(unanswered)).valid).toBe('unknown')
  })

  it('ignores a session whose login failed', () => {
    const history = operations({ status: 401, reason: 'bad-credentials' }, { ...refused })
    expect(sessionMismatch.check(sliceOf(history)).valid).toBe('unknown')
  })

  it('is unknown for an empty history', () => {
    expect(sessionMismatch.check(sliceOf([]))).toMatchObject({ valid: 'unknown', count: 0, total: 0 })
  })

  it('counts by session, the unit of its interval', () => {
    const lost = operations({}, refused, refused)
    const kept = operations({}, {}).map((operation) => ({ ...operation, session: 2 }))
    expect(sessionMismatch.check(sliceOf([...lost, ...kept])).bySession).toEqual([
      { count: 2, total: 2 },
      { count: 0, total: 1 },
    ])
  })
})
