/**
 * stale-read: a read misses a write that was acknowledged to its session (read your writes), or one that the session has
 * already read (monotonic reads). What it teaches: a copy is as old as its last update, and a session can notice.
 * Checked on reads (`cart` by items and version, `me` by version) of sessions that had written or read something before.
 */

import { type Item, itemName } from '../../../bench/history/cart-item.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, isAfter, msLater, onReplica, type SessionJudgement, sessionChecker } from '../checker.ts'
import { type SessionKnowledge, withKnowledge } from '../session-knowledge.ts'

export const staleRead = sessionChecker({
  summary: 'a read misses what its session has written or seen',
  judgesOf: () => [judge],
})

/** The item that a read misses, and the operation that wrote or showed it; without an item, its version is too old. */
interface Miss {
  readonly by: Operation
  readonly item?: Item
}

function judge(session: readonly Operation[]): SessionJudgement {
  const causes: string[] = []
  let first: { read: Operation; miss: Miss } | undefined
  let total = 0
  withKnowledge(session, (read, knowledge) => {
    if (!isJudged(read, knowledge)) return
    total += 1
    const miss = missOf(read, knowledge)
    if (miss === undefined) return
    first ??= { read, miss }
    causes.push(session.some((later) => isAfter(later, read) && makesUpFor(miss, later)) ? 'late' : 'never-back')
  })
  const evidence = first && { says: sentence(first.read, first.miss), operations: [first.miss.by, first.read] }
  return { count: causes.length, total, causes, ...(evidence && { evidence }) }
}

/** Whether the session had written or read something before the read began. */
export function isJudged(
  { outcome, item, items, version }: Operation,
  { written, seen, newest }: SessionKnowledge,
): boolean {
  if (outcome !== 'ok' || item !== undefined) return false
  if (items !== undefined) return written.size > 0 || seen.size > 0 || newest !== undefined
  return version !== undefined && newest !== undefined
}

function missOf({ items, version }: Operation, { written, seen, newest }: SessionKnowledge): Miss | undefined {
  if (items !== undefined) {
    const shown = items.length > 16 ? new Set(items) : { has: (item: Item) => items.includes(item) }
    for (const known of [written, seen]) for (const [item, by] of known) if (!shown.has(item)) return { by, item }
  }
  return newest !== undefined && version !== undefined && version < (newest.version ?? 0) ? { by: newest } : undefined
}

/** Whether a later answer shows the missing item: then the copy was late; else the write may be lost. */
function makesUpFor({ item, by }: Miss, { outcome, items, version }: Operation): boolean {
  if (outcome !== 'ok') return false
  return item === undefined ? (version ?? 0) >= (by.version ?? 0) : items?.includes(item) === true
}

function sentence(read: Operation, { by, item }: Miss): string {
  const where = `${onReplica(by)} at ${atSecond(by.endMicros)}`
  const then = `${onReplica(read)} ${msLater(by, read)}`
  if (item === undefined) return `${by.user} saw version ${by.version} ${where}, read version ${read.version} ${then}`
  const verb = by.item === item ? 'wrote' : 'saw'
  return `${by.user} ${verb} item ${itemName(by, item)} ${where}, but a read ${then} did not return it`
}
