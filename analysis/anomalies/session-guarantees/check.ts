/**
 * The four session guarantees (Terry et al., Session Guarantees for Weakly Consistent Replicated Data, 1994), checked on
 * the items and versions of each session's cart. Overlapping operations prove nothing; without evidence the result is `unknown`.
 */

import type { Item } from '../../../bench/history/cart-item.ts'
import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { sessionsOf } from '../checker.ts'
import { type SessionKnowledge, withKnowledge } from '../session-knowledge.ts'

export const guaranteeNames = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
] as const
export type GuaranteeName = (typeof guaranteeNames)[number]
export type Guarantees = Readonly<Record<GuaranteeName, boolean | 'unknown'>>

/** Whether each guarantee held in every case in which it could have been broken. */
export function sessionGuarantees({ operations }: Pick<HistorySlice, 'operations'>): Guarantees {
  const held: Record<GuaranteeName, boolean | 'unknown'> = {
    'read-your-writes': 'unknown',
    'monotonic-reads': 'unknown',
    'monotonic-writes': 'unknown',
    'writes-follow-reads': 'unknown',
  }
  const judge = (name: GuaranteeName, holds: boolean) => {
    held[name] = held[name] !== false && holds
  }
  for (const session of sessionsOf(operations))
    if (session.some(({ items }) => items !== undefined)) check(session, judge)
  return held
}

type Judge = (name: GuaranteeName, holds: boolean) => void

/** How many items the session knew, in order, before a write began. */
interface Predecessors {
  readonly written: number
  readonly seen: number
}

function check(session: readonly Operation[], judge: Judge): void {
  const before = new Map<Item, Predecessors>()
  let all: SessionKnowledge | undefined
  withKnowledge(session, ({ outcome, item, items, version }, knowledge) => {
    all = knowledge
    const { written, seen, newest } = knowledge
    if (item !== undefined) before.set(item, { written: written.size, seen: seen.size })
    else if (outcome === 'ok' && items !== undefined) {
      const shown = new Set(items)
      const notOlder = version === undefined || version >= (newest?.version ?? 0)
      if (written.size > 0) judge('read-your-writes', includes(shown, written))
      if (seen.size > 0 || newest !== undefined) judge('monotonic-reads', notOlder && includes(shown, seen))
    }
  })
  const [written, seen] = [[...(all?.written.keys() ?? [])], [...(all?.seen.keys() ?? [])]]
  for (const items of new Set(session.map((operation) => operation.items))) {
    if (items === undefined) continue
    const positions = new Map<Item, number>()
    for (const item of items) positions.set(item, positions.size)
    judgeOrder('monotonic-writes', positions, written, (item) => before.get(item)?.written, judge)
    judgeOrder('writes-follow-reads', positions, seen, (item) => before.get(item)?.seen, judge)
  }
}

function includes(shown: ReadonlySet<Item>, known: ReadonlyMap<Item, unknown>): boolean {
  for (const item of known.keys()) if (!shown.has(item)) return false
  return true
}

/** Whether in every answer the items that preceded a write are listed before it. */
function judgeOrder(
  name: GuaranteeName,
  positions: ReadonlyMap<Item, number>,
  known: readonly Item[],
  countBefore: (item: Item) => number | undefined,
  judge: Judge,
): void {
  // reaches[n]: the position of the last of the first n known items; past the end where one is missing
  let reach = -1
  const reaches = [reach]
  for (const item of known) {
    reach = Math.max(reach, positions.get(item) ?? positions.size)
    reaches.push(reach)
  }
  for (const [item, index] of positions) {
    const count = countBefore(item) ?? 0
    if (count > 0) judge(name, (reaches[count] ?? -1) < index)
  }
}
