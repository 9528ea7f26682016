/** What a session knew of its cart when a request began: its reads are checked against this. */

import type { Item } from '../../bench/history/cart-item.ts'
import type { Operation } from '../../bench/history/operation.ts'

/** Each item with the first operation that acknowledged or showed it. */
export interface SessionKnowledge {
  /** Items whose write was acknowledged. */
  readonly written: ReadonlyMap<Item, Operation>
  /** Items that an answer showed. */
  readonly seen: ReadonlyMap<Item, Operation>
  /** The answer with the highest version above 0, where there is one. */
  readonly newest: Operation | undefined
}

/**
 * Visits the operations of a session in the order of their requests. Only answers that arrived before a request began count
 * as known to it (`isAfter`): overlapping operations prove nothing about each other.
 *
 * @param session in order of start
 * @param visit gets the same maps each time, as they are at that moment
 */
export function withKnowledge(
  session: readonly Operation[],
  visit: (operation: Operation, knowledge: SessionKnowledge) => void,
): void {
  const told = session.filter(tells)
  if (told.length === 0) return
  told.sort((a, b) => a.endMicros - b.endMicros)
  const [written, seen] = [new Map<Item, Operation>(), new Map<Item, Operation>()]
  const knowledge: { written: typeof written; seen: typeof seen; newest: Operation | undefined } = {
    written,
    seen,
    newest: undefined,
  }
  let next = 0
  for (const operation of session) {
    for (let by = told[next]; by !== undefined && by.endMicros <= operation.startMicros; by = told[next]) {
      next += 1
      if (by.item !== undefined && !written.has(by.item)) written.set(by.item, by)
      for (const item of by.items ?? []) if (!seen.has(item)) seen.set(item, by)
      if ((by.version ?? 0) > (knowledge.newest?.version ?? 0)) knowledge.newest = by
    }
    visit(operation, knowledge)
  }
}

/** A write that was acknowledged, or an answer that shows the state. */
function tells({ outcome, item, items, version }: Operation): boolean {
  return outcome === 'ok' && (item !== undefined || items !== undefined || version !== undefined)
}
