import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { forgedAccepted } from './check.ts'

const control = { kind: 'control', attack: 'held' }
const attack = { kind: 'attack', attack: 'alg-none' }
const check = (...parts: Parameters<typeof operations>) => forgedAccepted.check(sliceOf(operations(...parts)))

describe('forged-accepted', () => {
  it('is absent where every attack was refused beside a control that was accepted', () => {
    const found = check({}, control, { ...attack, status: 401 }, control, { ...attack, status: 401 })
    expect(found).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('finds an attack that was accepted, and names it and the user it was accepted as', () => {
    const found = check({}, control, { ...attack, identity: 'admin' })
    expect(found).toMatchObject({ valid: false, count: 1, total: 1, causes: { 'accepted: alg-none': 1 } })
    expect(found.evidence[0]?.says).toBe('user-1 tried alg-none on replica-1 at 0.002 s, was answered 200 as admin')
  })

  it.each([
    [500, 'failed: alg-none'],
    [502, 'failed: alg-none'],
    [400, 'answered 400: alg-none'],
    [403, 'answered 403: alg-none'],
    [302, 'accepted: alg-none'],
  ])('is found where an attack was answered %i instead of 401', (status, cause) => {
    expect(check({}, control, { ...attack, status })).toMatchObject({ valid: false, causes: { [cause]: 1 } })
  })

  it.each([
    ['no control', [{}, { kind: 'me' }, { ...attack, status: 200 }]],
    ['a control that was refused', [{}, { ...control, status: 401 }, { ...attack, status: 200 }]],
    ['a control of an earlier attack alone', [{}, control, { kind: 'prepare' }, { ...attack, status: 401 }]],
    ['a store that cannot be asked', [{}, control, { ...attack, status: 503 }]],
    ['no answer', [{}, control, { ...attack, status: undefined as never, outcome: 'info' as const }]],
    ['nothing', []],
  ])('is unknown by %s', (_what, parts) => {
    expect(check(...parts)).toMatchObject({ valid: 'unknown', total: 0 })
  })
})
