/**
 * duplicate-execution: one POST was applied more than once, so that its item is in the cart twice, or its post in the
 * database. What it teaches: a retry is safe only if the first request was not applied.
 * Checked on items that an answer shows, and on posts that are read back at the end; each is sent once.
 */

import { type Item, itemName } from '../../../bench/history/cart-item.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, onReplica, type SessionJudgement, sessionChecker } from '../checker.ts'
import { type PostsFound, postsFound, titleOf } from '../posts-found.ts'

export const duplicateExecution = sessionChecker({
  summary: 'one write was applied more than once',
  judgesOf(slice) {
    const found = postsFound(slice)
    return [judge, (session) => judgePosts(session, found)]
  },
})

function judge(session: readonly Operation[]): SessionJudgement {
  const seen = new Set<Item>()
  const doubled = new Map<Item, Operation>()
  for (const operation of session) {
    const { items } = operation
    if (items === undefined) continue
    for (const item of items) seen.add(item)
    if (new Set(items).size === items.length) continue
    for (const [index, item] of items.entries())
      if (items.indexOf(item) < index && !doubled.has(item)) doubled.set(item, operation)
  }
  const found = [...doubled].map(([item, read]) => ({ item, read, write: session.find((by) => by.item === item) }))
  const first = found[0]
  return {
    count: found.length,
    total: seen.size,
    causes: found.map(({ write }) => causeOf(write)),
    ...(first && {
      evidence: { says: sentence(first), operations: first.write ? [first.write, first.read] : [first.read] },
    }),
  }
}

/** Every applied write could have been applied twice, also one without an answer. */
function judgePosts(session: readonly Operation[], found: PostsFound): SessionJudgement {
  const applied = session.filter((by) => by.post !== undefined && found.copiesOf(by) > 0)
  const doubled = applied.filter((write) => found.copiesOf(write) > 1)
  const [first] = doubled
  return {
    count: doubled.length,
    total: applied.length,
    causes: doubled.map(causeOf),
    ...(first && { evidence: { says: postSentence(first, found.copiesOf(first)), operations: [first] } }),
  }
}

function causeOf(write: Operation | undefined): string {
  return write?.outcome === 'ok' ? 'answered' : 'unanswered'
}

function sentence({ item, read, write }: { item: Item; read: Operation; write: Operation | undefined }): string {
  const sent =
    write === undefined ? '' : `sent item ${itemName(read, item)} once, at ${atSecond(write.startMicros)}, and `
  return `${read.user} ${sent}found ${itemName(read, item)} more than once ${onReplica(read)} at ${atSecond(read.endMicros)}`
}

function postSentence(write: Operation, copies: number): string {
  return `${write.user} sent post ${titleOf(write)} once, at ${atSecond(write.startMicros)}, and the database has ${copies} of it`
}
