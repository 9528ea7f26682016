import { describe, expect, it } from 'vitest'
import type { Operation } from './operation.ts'
import { shareItems } from './shared-items.ts'

type Shown = readonly [session: number, items?: Operation['items']]

function shown(...carts: readonly Shown[]) {
  const share = shareItems()
  return carts.map(([session, items]) => {
    const operation = { session, ...(items && { items }) } as Operation
    share(operation)
    return operation.items
  })
}

describe('the items that answers show', () => {
  it('are one list where a session is shown the same again', () => {
    const [first, again] = shown([1, [1, 2]], [1, [1, 2]])
    expect(again).toBe(first)
  })

  it('stay what each answer showed', () => {
    const carts: readonly Shown[] = [[1, [1]], [1, [1, 2]], [1, [1, '2']], [1], [1, [2, 1]], [1, []], [1, [1]]]
    expect(shown(...carts)).toEqual(carts.map(([, items]) => items))
  })

  it('are never those of another session', () => {
    const [one, other] = shown([1, [1]], [2, [1]])
    expect(other).not.toBe(one)
  })
})
