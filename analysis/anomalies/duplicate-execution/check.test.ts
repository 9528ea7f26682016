import { describe, expect, it } from 'vitest'
import { auditedSliceOf, operations, sliceOf } from '../literal-history.ts'
import { duplicateExecution } from './check.ts'

const read = (items: (number | string)[]) => ({ kind: 'cart', items, replica: 'replica-2' })
const post = (number: number) => ({ kind: 'post-add', post: number, status: 201 })
const unanswered = { outcome: 'info', status: 502 } as const
const check = (...parts: Parameters<typeof operations>) => duplicateExecution.check(sliceOf(operations({}, ...parts)))

describe('checker duplicate-execution', () => {
  it('passes where every item is there once, however often it is read', () => {
    expect(check({ kind: 'cart-add', item: 1 }, read([1]), read([1, 2]))).toMatchObject({ valid: true, total: 2 })
  })

  it('finds an item that is there twice, once, however often it is read', () => {
    const finding = check({ kind: 'cart-add', item: 1, outcome: 'info', status: 504 }, read([1, 2, 1]), read([1, 2, 1]))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { unanswered: 1 } })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 sent item user-1.1.1 once, at 0.001 s, and found user-1.1.1 more than once on replica-2 at 0.002 s',
    )
  })

  it('distinguishes a write that was answered from one that was not', () => {
    expect(check({ kind: 'cart-add', item: 1, items: [1, 1] }).causes).toEqual({ answered: 1 })
  })

  it('passes where every post is in the database once, or, where it was not answered, not at all', () => {
    const history = operations({}, post(1), { ...post(2), ...unanswered }, { ...post(3), ...unanswered })
    const finding = duplicateExecution.check(auditedSliceOf(history, ['user-1.1.3', 'Hello', 'Hello', 'user-1.1.1']))
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds a post that is there twice, answered or not', () => {
    const history = operations({}, post(1), { ...post(2), ...unanswered })
    const titles = ['user-1.1.2', 'user-1.1.1', 'user-1.1.2', 'user-1.1.1', 'user-1.1.1']
    const finding = duplicateExecution.check(auditedSliceOf(history, titles))
    expect(finding).toMatchObject({ valid: false, count: 2, total: 2, causes: { answered: 1, unanswered: 1 } })
    expect(finding.evidence[0]?.says).toBe('user-1 sent post user-1.1.1 once, at 0.001 s, and the database has 3 of it')
  })

  it('is unknown for posts that were not read back', () => {
    expect(check(post(1)).valid).toBe('unknown')
  })

  it('is unknown for an empty history, and for empty carts', () => {
    expect(duplicateExecution.check(sliceOf([])).valid).toBe('unknown')
    expect(check(read([])).valid).toBe('unknown')
  })
})
