/** The audits of a run: whether a post was looked for, and how often it is in the database. */

import { itemName } from '../../bench/history/cart-item.ts'
import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'

export interface PostsFound {
  /** Whether posts were read back after the write was answered or timed out: if not, its result is unknown. */
  isAudited(write: Operation): boolean
  /** The number of posts with the title of this write. */
  copiesOf(write: Operation): number
}

export function postsFound({ audits }: HistorySlice): PostsFound {
  const copies = new Map<string, number>()
  for (const { titles } of audits) for (const title of titles) copies.set(title, (copies.get(title) ?? 0) + 1)
  const lastMicros = audits.at(-1)?.startMicros ?? Number.NEGATIVE_INFINITY
  return {
    isAudited: ({ endMicros }) => endMicros <= lastMicros,
    copiesOf: (write) => copies.get(titleOf(write)) ?? 0,
  }
}

export function titleOf(write: Operation): string {
  return itemName(write, write.post ?? '')
}
