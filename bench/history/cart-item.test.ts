import { describe, expect, it } from 'vitest'
import { itemName, itemOf } from './cart-item.ts'

const session = { user: 'user-7', session: 3 }

describe('a cart item', () => {
  it('is named after user, session and step', () => expect(itemName(session, 2)).toBe('user-7.3.2'))

  it.each([
    ['of its own session is a number', 'user-7.3.2', 2],
    ['of another session keeps its name', 'user-7.31.2', 'user-7.31.2'],
    ['of another user keeps its name', 'user-71.3.2', 'user-71.3.2'],
    ['of no session keeps its name', 'user-7.3.x', 'user-7.3.x'],
  ])('%s in the history', (_which, name, item) => {
    expect(itemOf(session, name)).toBe(item)
    expect(itemName(session, item)).toBe(name)
  })
})
