/**
 * lost-update: an item whose write was acknowledged is missing from the last read of its session's cart.
 * What it teaches: reading, changing and writing back a whole session undoes concurrent writes.
 * Checked on acknowledged writes, in sessions whose last read began after every acknowledgement.
 */

import { itemName } from '../../../bench/history/cart-item.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import {
  atSecond,
  type Evidence,
  isAfter,
  msLater,
  noJudgement,
  onReplica,
  type SessionJudgement,
  sessionChecker,
} from '../checker.ts'

export const lostUpdate = sessionChecker({
  summary: 'an acknowledged item is missing from the last read',
  judgesOf: () => [judge],
})

/** The writes of a session to check, and its last read; undefined where no read came after all writes. */
export function lastRead(
  session: readonly Operation[],
): { readonly last: Operation; readonly acknowledged: readonly Operation[] } | undefined {
  const last = session.findLast(
    ({ outcome, item, items }) => outcome === 'ok' && item === undefined && items !== undefined,
  )
  if (last === undefined) return undefined
  const acknowledged = session.filter(({ item, outcome }) => item !== undefined && outcome === 'ok')
  return acknowledged.every((write) => isAfter(last, write)) ? { last, acknowledged } : undefined
}

function judge(session: readonly Operation[]): SessionJudgement {
  const judged = lastRead(session)
  if (judged === undefined) return noJudgement
  const { last, acknowledged } = judged
  const writes = session.filter(({ item }) => item !== undefined)
  const shown = new Set(last.items)
  const lost = acknowledged
    .filter(({ item }) => item !== undefined && !shown.has(item))
    .map((write) => ({ write, rival: writes.find((other) => other !== write && overlap(other, write)) }))
  return {
    count: lost.length,
    total: acknowledged.length,
    causes: lost.map(({ rival }) => (rival === undefined ? 'one-writer' : 'two-writers')),
    ...(lost[0] && { evidence: evidenceOf(lost[0].write, lost[0].rival, last) }),
  }
}

function overlap(a: Operation, b: Operation): boolean {
  return !isAfter(a, b) && !isAfter(b, a)
}

function evidenceOf(write: Operation, rival: Operation | undefined, last: Operation): Evidence {
  const name = ({ item = 0 }: Operation) => itemName(write, item)
  const meanwhile = rival === undefined ? '' : ` (${name(rival)} was being written ${onReplica(rival)})`
  return {
    says:
      `${write.user} wrote item ${name(write)} ${onReplica(write)} at ${atSecond(write.endMicros)}${meanwhile}, ` +
      `and the last read ${onReplica(last)} ${msLater(write, last)} did not return it`,
    operations: rival === undefined ? [write, last] : [write, rival, last],
  }
}
