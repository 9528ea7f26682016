/**
 * lost-post: a post whose writing was acknowledged is not in the database.
 * What it teaches: a server that answers before a write is durable loses acknowledged writes in a crash.
 * Checked on acknowledged posts, which are read back after every fault is healed. A post without an answer may exist or not.
 */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { atSecond, onReplica, type SessionJudgement, sessionChecker } from '../checker.ts'
import { type PostsFound, postsFound, titleOf } from '../posts-found.ts'

export const lostPost = sessionChecker({
  summary: 'an acknowledged post is not in the database',
  judgesOf(slice) {
    const found = postsFound(slice)
    return [(session) => judge(session, found, slice)]
  },
})

function judge(session: readonly Operation[], found: PostsFound, { faults }: HistorySlice): SessionJudgement {
  const judged = session.filter((by) => by.post !== undefined && by.outcome === 'ok' && found.isAudited(by))
  const lost = judged.filter((write) => found.copiesOf(write) === 0)
  const [first] = lost
  return {
    count: lost.length,
    total: judged.length,
    causes: lost.map((write) => (isDisturbed(write, faults) ? 'during-a-fault' : 'no-fault-about')),
    ...(first && { evidence: { says: sentence(first), operations: [first] } }),
  }
}

function isDisturbed({ startMicros, endMicros }: Operation, faults: HistorySlice['faults']): boolean {
  return faults.some((fault) => fault.startMicros <= endMicros && startMicros <= (fault.healedMicros ?? endMicros))
}

function sentence(write: Operation): string {
  return (
    `${write.user} wrote post ${titleOf(write)} ${onReplica(write)}, acknowledged at ${atSecond(write.endMicros)}, ` +
    'and it is not in the database'
  )
}
