import { describe, expect, it } from 'vitest'
import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { operations, sliceOf } from '../../anomalies/literal-history.ts'
import { credentialGrowth } from './credential-growth.ts'

/** A session that puts `length` items into its cart, by requests with a credential of so many bytes. */
function filling(length: number, bytesWith: (items: number) => number, last: Partial<Operation> = {}): HistorySlice {
  const writes = Array.from({ length }, (_, item) => ({ kind: 'cart-add', item, credentialBytes: bytesWith(item) }))
  const end = { kind: 'cart', credentialBytes: bytesWith(length), ...last }
  return sliceOf(operations({}, ...writes, end), 'credential')
}

/** Names as `user-1.0.7` have 10 letters: 13 bytes in JSON, but no comma before the first; the version has two digits from 10 on. */
const grows = (items: number) => 400 + (items === 0 ? 0 : Math.ceil(((items * 13 - 1 + (items < 10 ? 0 : 1)) * 4) / 3))

describe('how the credential grows with the cart', () => {
  it('is measured with 0 and 10 items, beside what the names of the items make of it', () => {
    const { sizes, answeredWith, refused } = credentialGrowth(filling(10, grows), 'fill-cart') ?? {}
    expect(sizes?.map(({ items, bytes }) => [items, bytes])).toEqual([
      [0, 400],
      [10, 574],
    ])
    expect(sizes?.[1]?.predicted).toBeCloseTo(573.3, 1)
    expect(sizes?.map(({ judgement }) => judgement?.outcome)).toEqual([undefined, 'as-expected'])
    expect([answeredWith, refused]).toEqual([10, null])
  })

  it('contradicts the prediction where a token grows otherwise', () => {
    const { sizes } =
      credentialGrowth(
        filling(10, (items) => grows(items) + items * 10),
        'fill-cart',
      ) ?? {}
    expect(sizes?.[1]?.judgement).toEqual({
      outcome: 'unexpected',
      says: '572.3 bytes–574.3 bytes predicted, but measured 674.0 bytes',
    })
  })

  it('says with how many items it was refused, how, and by whom', () => {
    const refusal = { status: 431, outcome: 'fail' as const, reason: 'headers-too-large' }
    const found = credentialGrowth(filling(10, grows, refusal), 'fill-cart')
    expect(found?.refused).toEqual({ items: 10, bytes: 574, status: 431, reason: 'headers-too-large', by: 'replica-1' })
    const { operations, ...rest } = filling(10, grows, refusal)
    const unnamed = operations.map(({ replica: _, ...operation }) => operation)
    expect(credentialGrowth({ ...rest, operations: unnamed }, 'fill-cart')?.refused?.by).toBe('nginx')
  })

  it('says how many items fit below each limit, and sees no end where the cart is elsewhere', () => {
    expect(credentialGrowth(filling(10, grows), 'fill-cart')?.fits).toEqual({ cookie: 213, line: 449, headers: 922 })
    const elsewhere = sliceOf(filling(10, () => 120).operations, 'store')
    const { fits, sizes } = credentialGrowth(elsewhere, 'fill-cart') ?? {}
    expect(fits).toEqual({ cookie: null, line: null, headers: null })
    expect(sizes?.[1]).toMatchObject({ items: 10, bytes: 120, predicted: 120 })
  })

  it('is nothing where no cart is filled, or nobody was answered', () => {
    expect(credentialGrowth(filling(10, grows), 'cart')).toBeUndefined()
    expect(credentialGrowth(sliceOf([], 'store'), 'fill-cart')).toBeUndefined()
  })
})
