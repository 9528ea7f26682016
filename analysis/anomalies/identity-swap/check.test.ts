import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { identitySwap } from './check.ts'

describe('checker identity-swap', () => {
  it('passes where every answer names the user who asked', () => {
    const history = operations({ identity: 'user-1' }, { identity: 'user-1' }, { kind: 'posts' })
    expect(identitySwap.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds an answer for another user, with its replica', () => {
    const history = operations({ identity: 'user-1' }, { identity: 'user-2', replica: 'replica-3' })
    const finding = identitySwap.check(sliceOf(history))
    expect(finding).toMatchObject({ valid: false, count: 1, total: 2, causes: { 'replica-3': 1 } })
    expect(finding.evidence[0]?.says).toBe('user-1 asked replica-3 at 0.001 s and was answered as user-2')
  })

  it('is unknown where no answer names a user', () => {
    expect(identitySwap.check(sliceOf(operations({}, { kind: 'posts' }))).valid).toBe('unknown')
  })
})
