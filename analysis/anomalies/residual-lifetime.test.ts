import { describe, expect, it } from 'vitest'
import type { Operation } from '../../bench/history/operation.ts'
import { operations } from './literal-history.ts'
import { windowOf } from './residual-lifetime.ts'

/** Requests at 0, 1, 2, … ms, each of 0.4 ms. */
const [login, end, first, second, third] = operations({}, { kind: 'logout' }, {}, {}, {}) as [
  Operation,
  Operation,
  Operation,
  Operation,
  Operation,
]
const of = (accepted: Operation[], refused: Operation[]) => windowOf({ login, end, accepted, refused })

describe('the window of a session', () => {
  it('ends with the last request that was accepted; the life, somewhere before the first refusal after it', () => {
    expect(of([first, second], [third])).toEqual({ ms: 1.6, ageMs: 1, lifeMs: [2.6, 4.4] })
  })

  it('does not take a refusal for the end where the credential was accepted once more', () => {
    expect(of([first, third], [second])?.lifeMs).toEqual([3.6, Number.POSITIVE_INFINITY])
  })

  it('is absent where no request was accepted after the end', () => {
    expect(of([], [first])).toEqual({ ageMs: 1, lifeMs: [0.6, 2.4] })
  })

  it('has no end where no request was refused', () => {
    expect(of([first], [])?.lifeMs).toEqual([1.6, Number.POSITIVE_INFINITY])
  })

  it('is unknown without the login', () => {
    const window = (login: Operation | undefined) => windowOf({ login, end, accepted: [first], refused: [] })
    expect(window(undefined)).toBeUndefined()
    expect(window({ ...login, outcome: 'info' })).toBeUndefined()
    expect(window({ ...login, kind: 'me' })).toBeUndefined()
  })
})
