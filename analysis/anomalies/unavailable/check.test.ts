import { describe, expect, it } from 'vitest'
import { operations, sliceOf } from '../literal-history.ts'
import { unavailable } from './check.ts'

describe('checker unavailable', () => {
  it('takes refusals for answers', () => {
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

  it('takes “cannot do that” for an answer', () => {
    const history = operations({}, { status: 501, reason: 'no-session-state' })
    expect(unavailable.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 2 })
  })

  it('does not blame the stack for what the harness cut itself', () => {
    const history = operations({}, { outcome: 'info', reason: 'cut-by-harness', status: undefined } as object)
    expect(unavailable.check(sliceOf(history))).toMatchObject({ valid: true, count: 0, total: 1 })
  })

  it('knows nothing of an empty history', () => expect(unavailable.check(sliceOf([])).valid).toBe('unknown'))
})
