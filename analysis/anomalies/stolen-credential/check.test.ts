import { describe, expect, it } from 'vitest'
import type { Remedy } from '../../../bench/load/workloads/operation-kinds.ts'
import { operations, sliceOf } from '../literal-history.ts'
import { stolenAfter } from './check.ts'

const thief = { kind: 'thief', replica: 'replica-2' }
const refused = { ...thief, status: 401, reason: 'revoked' }
const check = (remedy: Remedy, ...parts: Parameters<typeof operations>) =>
  stolenAfter(remedy).check(sliceOf(operations({}, ...parts)))

describe.each(['logout', 'logout-all', 'new-password'] as const)('checker of stolen credentials after %s', (kind) => {
  const end = { kind, status: 204 }

  it('passes where the thief is refused', () => {
    expect(check(kind, thief, end, refused, refused)).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds a thief that is accepted, and says for how long', () => {
    const finding = check(kind, thief, end, thief, refused)
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { 'replica-2': 1 } })
    expect(finding.windowMs?.max).toBeGreaterThan(0)
    expect(finding.evidence[0]?.says).toMatch(
      /^user-1 .+ on replica-1 at [\d.]+ s, the thief was still accepted on replica-2/,
    )
  })

  it('ignores the owner, outages, other remedies, and remedies without an acknowledgement', () => {
    expect(check(kind, end, { kind: 'me' }, { ...thief, status: 503 }).valid).toBe('unknown')
    expect(check(kind, { ...end, outcome: 'info', status: 504 }, thief).valid).toBe('unknown')
    expect(check(kind, { ...end, kind: kind === 'logout' ? 'logout-all' : 'logout' }, thief).valid).toBe('unknown')
    expect(stolenAfter(kind).check(sliceOf([])).valid).toBe('unknown')
  })
})

describe('checker of stolen credentials after disable', () => {
  const owner = operations(
    {},
    { ...thief, startMicros: 10_000, endMicros: 10_100 },
    { ...refused, startMicros: 10_200 },
  )
  const byAdmin = (changes: object) =>
    operations(
      { user: 'admin-1', session: 9 },
      { kind: 'disable', subject: 'user-1', startMicros: 5_000, endMicros: 5_100, ...changes },
    )
  const judge = (changes: object) => stolenAfter('disable').check(sliceOf([...owner, ...byAdmin(changes)]))

  it('finds the admin user’s request in its own session by the user that it disables', () => {
    expect(judge({})).toMatchObject({ valid: false, count: 1, total: 2 })
    expect(judge({ subject: 'user-2' }).valid).toBe('unknown')
    expect(judge({ outcome: 'fail', status: 503 }).valid).toBe('unknown')
  })

  it('counts only a disabling during the session', () => {
    expect(judge({ startMicros: 0, endMicros: 1 }).valid).toBe('unknown')
    expect(judge({ startMicros: 20_000, endMicros: 20_100 }).valid).toBe('unknown')
  })
})
