import { describe, expect, it } from 'vitest'
import { operations } from '../literal-history.ts'
import { sessionGuarantees } from './check.ts'

const wrote = (item: number) => ({ kind: 'cart-add', item })
const read = (...items: number[]) => ({ kind: 'cart', items })
const of = (...parts: Parameters<typeof operations>) => sessionGuarantees({ operations: operations({}, ...parts) })

describe('the four session guarantees', () => {
  it('hold where every read shows what came before, in its order', () => {
    expect(of(wrote(1), read(1), wrote(2), read(1, 2))).toEqual({
      'read-your-writes': true,
      'monotonic-reads': true,
      'monotonic-writes': true,
      'writes-follow-reads': true,
    })
  })

  it.each([
    ['read-your-writes', 'a read without the session’s own write', [wrote(1), read()]],
    ['monotonic-reads', 'a read without what an earlier one showed', [read(1), read()]],
    [
      'monotonic-reads',
      'a version that goes back',
      [
        { ...read(), version: 2 },
        { ...read(), version: 1 },
      ],
    ],
    ['monotonic-writes', 'a later write without the earlier one', [wrote(1), wrote(2), read(2)]],
    ['monotonic-writes', 'a later write before the earlier one', [wrote(1), wrote(2), read(2, 1)]],
    ['writes-follow-reads', 'a write without what was read before it', [read(1), wrote(2), read(2)]],
    ['writes-follow-reads', 'a write before what was read before it', [read(1), wrote(2), read(2, 1)]],
  ] as const)('%s is broken by %s', (name, _by, parts) => expect(of(...parts)[name]).toBe(false))

  it('break one at a time', () => {
    expect(of(wrote(1), wrote(2), read(2, 1))).toEqual({
      'read-your-writes': true,
      'monotonic-reads': 'unknown',
      'monotonic-writes': false,
      'writes-follow-reads': 'unknown',
    })
  })

  it('ignore operations that overlap', () => {
    const together = { startMicros: 1_000, endMicros: 3_000 }
    expect(of({ ...wrote(1), ...together }, { ...wrote(2), ...together }, { ...read(2), ...together })).toEqual(of())
  })

  it('are unknown without evidence', () => {
    const unknown = Array(4).fill('unknown')
    expect(Object.values(of())).toEqual(unknown)
    expect(Object.values(of(wrote(1), { version: 1 }))).toEqual(unknown)
  })
})
