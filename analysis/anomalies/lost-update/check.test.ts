import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { lostUpdate } from './check.ts'

const wrote = (item: number, replica = 'replica-1') => ({ kind: 'cart-add', item, replica })
const lastRead = (items: number[]) => ({ kind: 'cart', items, replica: 'replica-2' })
const check = (...parts: Parameters<typeof operations>) => lostUpdate.check(sliceOf(operations({}, ...parts)))

describe('checker lost-update', () => {
  it('passes where the last read shows all that was acknowledged, whatever an earlier one did', () => {
    expect(check(wrote(1), lastRead([]), wrote(2), lastRead([1, 2]))).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds the lost item, and the write that undid it', () => {
    const rival = { ...wrote(2, 'replica-3'), startMicros: 1_200, endMicros: 1_700 }
    const finding = check(wrote(1), rival, lastRead([2]))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { 'two-writers': 1 } })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 wrote item user-1.1.1 on replica-1 at 0.001 s (user-1.1.2 was being written on replica-3), ' +
        'and the last read on replica-2 1.6 ms later did not return it',
    )
    expect(finding.evidence[0]?.operations).toHaveLength(3)
  })

  it('names one writer where no other write was under way', () => {
    expect(check(wrote(1), wrote(2), lastRead([2])).causes).toEqual({ 'one-writer': 1 })
  })

  it('does not judge where the last read began before a write was acknowledged', () => {
    expect(check(wrote(1), { ...lastRead([]), startMicros: 1_399 }).valid).toBe('unknown')
    expect(check(wrote(1), { ...lastRead([]), outcome: 'fail', status: 503 }).valid).toBe('unknown')
  })

  it('does not ask for a write that was refused or got no answer, and takes it where it is there', () => {
    const unanswered = { ...wrote(2), outcome: 'info' as const, status: 504 }
    for (const items of [[1], [1, 2]])
      expect(check(wrote(1), unanswered, lastRead(items))).toMatchObject({ valid: true, total: 1 })
  })

  it('is unknown for an empty history, and for one without writes', () => {
    expect(lostUpdate.check(sliceOf([])).valid).toBe('unknown')
    expect(check({}, lastRead([])).valid).toBe('unknown')
  })
})
