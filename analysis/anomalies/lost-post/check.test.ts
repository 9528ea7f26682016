import { describe, expect, it } from 'vitest'
import { auditedSliceOf, disturbedSliceOf, operations, sliceOf } from '../literal-history.ts'
import { lostPost } from './check.ts'

const post = (number: number) => ({ kind: 'post-add', post: number, status: 201 })
const history = operations({}, post(1), post(2))

describe('checker lost-post', () => {
  it('passes where every acknowledged post is in the database', () => {
    const finding = lostPost.check(auditedSliceOf(history, ['user-1.1.2', 'user-1.1.1', 'Hello']))
    expect(finding).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds the one that is not', () => {
    const finding = lostPost.check(auditedSliceOf(history, ['user-1.1.1']))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { 'no-fault-about': 1 } })
    expect(finding.evidence[0]?.says).toBe(
      'user-1 wrote post user-1.1.2 on replica-1, acknowledged at 0.002 s, and it is not in the database',
    )
  })

  it('says whether it was written during a fault', () => {
    const { audits } = auditedSliceOf([], [])
    const at = (micros: number) => ({ startMicros: micros, endMicros: micros + 400 })
    const writes = operations({}, { ...post(1), ...at(500_000) }, { ...post(2), ...at(700_000) })
    const slice = disturbedSliceOf(writes, { startMicros: 600_000, healedMicros: 900_000 })
    expect(lostPost.check({ ...slice, audits }).causes).toEqual({ 'no-fault-about': 1, 'during-a-fault': 1 })
  })

  it('asks for no post that was refused or got no answer, whether it is there or not', () => {
    const refused = { ...post(2), outcome: 'fail', status: 401 } as const
    const unanswered = { ...post(3), outcome: 'info', status: 502 } as const
    const finding = lostPost.check(auditedSliceOf(operations({}, post(1), refused, unanswered), ['user-1.1.1']))
    expect(finding).toMatchObject({ valid: true, total: 1 })
  })

  it('judges only what was acknowledged before the last audit began', () => {
    const late = { ...post(2), startMicros: 999_900, endMicros: 1_000_100 }
    const finding = lostPost.check(auditedSliceOf(operations({}, post(1), late), ['user-1.1.1']))
    expect(finding).toMatchObject({ valid: true, total: 1 })
  })

  it('adds audits up: each tells what is new since the one before', () => {
    const { audits } = auditedSliceOf([], ['user-1.1.1'])
    const slice = auditedSliceOf(history, ['user-1.1.2'])
    expect(lostPost.check({ ...slice, audits: [...audits, ...slice.audits] })).toMatchObject({ valid: true, total: 2 })
  })

  it('is unknown for an empty history, and without an audit', () => {
    expect(lostPost.check(sliceOf([])).valid).toBe('unknown')
    expect(lostPost.check(auditedSliceOf([], ['Hello'])).valid).toBe('unknown')
    expect(lostPost.check(sliceOf(history)).valid).toBe('unknown')
  })
})
