import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { staleRead } from './check.ts'

const wrote = (item: number, version: number) => ({ kind: 'cart-add', item, items: [item], version })
const read = (items: number[], version: number, replica = 'replica-2') => ({ kind: 'cart', items, version, replica })
const check = (...parts: Parameters<typeof operations>) => staleRead.check(sliceOf(operations({}, ...parts)))

describe('checker stale-read', () => {
  it('passes where every read shows what was written and seen before', () => {
    const finding = check(wrote(1, 1), read([1], 1), { ...wrote(2, 2), items: [1, 2] }, read([1, 2], 2))
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2, causes: {} })
  })

  it('finds a read that misses the session’s own write, and says so in one sentence', () => {
    const finding = check(wrote(1, 1), read([], 0), read([1], 1))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { late: 1 } })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 wrote item user-1.1.1 on replica-1 at 0.001 s, but a read on replica-2 0.6 ms later did not return it',
    )
    expect(finding.evidence[0]?.operations).toHaveLength(2)
  })

  it('finds a read that misses an item of an earlier read, although its write was never acknowledged', () => {
    const unanswered = { kind: 'cart-add', item: 1, outcome: 'info' as const, status: 504 }
    const finding = check(unanswered, read([1], 1, 'replica-3'), read([], 0))
    expect(finding.evidence[0]?.says).toMatch(
      /^user-1 saw item user-1\.1\.1 on replica-3 at .*, but a read .* did not return it$/,
    )
    expect(finding.causes).toEqual({ 'never-back': 1 })
  })

  it('finds a version that goes back, also in /me', () => {
    const finding = check(read([], 3, 'replica-1'), { version: 2, replica: 'replica-2' })
    expect(finding).toMatchObject({ count: 1, total: 1 })
    expect(finding.evidence[0]?.says).toMatch(/saw version 3 on replica-1 at .*, read version 2 on replica-2 0\.6 ms/)
  })

  it('ignores operations that overlap', () => {
    expect(check(wrote(1, 1), { ...read([], 0), startMicros: 1_399, endMicros: 1_900 }).valid).toBe('unknown')
    expect(check(wrote(1, 1), { ...read([], 0), startMicros: 1_400, endMicros: 1_900 }).valid).toBe(false)
  })

  it('does not ask for a write that may not have been applied', () => {
    const unanswered = { kind: 'cart-add', item: 1, outcome: 'info' as const, status: 504 }
    expect(check(unanswered, read([], 0)).valid).toBe('unknown')
    expect(check(wrote(2, 1), unanswered, read([2], 1)).valid).toBe(true)
  })

  it('is unknown for an empty history, and for one without writes', () => {
    expect(staleRead.check(sliceOf([])).valid).toBe('unknown')
    expect(check({ version: 0 }, { version: 0 }, read([], 0)).valid).toBe('unknown')
  })
})
