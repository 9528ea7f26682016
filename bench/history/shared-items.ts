/** Carts as answers show them, kept once where nothing has changed: most answers of a session show what the last one did. */

import type { Item } from './cart-item.ts'
import type { Operation } from './operation.ts'

/** Gives operations, in the order in which they are read, the list of items that their session has shown already. */
export function shareItems(): (operation: { -readonly [key in keyof Operation]: Operation[key] }) => void {
  const shown = new Map<number, readonly Item[]>()
  return (operation) => {
    const { session, items } = operation
    if (items === undefined) return
    const last = shown.get(session)
    if (last?.length === items.length && items.every((item, index) => item === last[index])) operation.items = last
    else shown.set(session, items)
  }
}
