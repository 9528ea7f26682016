import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { unavailable } from './check.ts'

describe('checker unavailable', () => {
  it('counts refusals as answers', () => {
    const history = operations({}, { status: 401 }, { status: 404 })
    expect(unavailable.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 3 })
  })

  it('counts 5xx, timeouts and cut connections, each under its name', () => {
    const unanswered = { outcome: 'info', status: undefined } as object
    const history = operations(
      {},
      { status: 503, reason: 'store-unavailable' },
      { ...unanswered, reason: 'ECONNRESET' },
      unanswered,
    )
    expect(unavailable.check(sliceOf(history))).toMatchObject({
      valid: false,
      count: 3,
      total: 4,
      causes: { '503 store-unavailable': 1, ECONNRESET: 1, 'no-answer': 1 },
    })
  })

  it('counts a 501 as an answer', () => {
    const history = operations({}, { status: 501, reason: 'no-session-state' })
    expect(unavailable.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('ignores requests that the harness cut itself', () => {
    const history = operations({}, { outcome: 'info', reason: 'cut-by-harness', status: undefined } as object)
    expect(unavailable.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 1 })
  })

  it('is unknown for an empty history', () => expect(unavailable.check(sliceOf([])).valid).toBe('unknown'))
})
