/**
 * Writes posts and reads. Posts are in the shared database and independent of the strategy, so every mode supports them.
 * What it teaches: whether a write was applied once, twice or not at all does not depend on whether a login was lost.
 */

import { itemName } from '../../history/cart-item.ts'
import type { Step, Turn, Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const read: Step = { kind: 'posts', method: 'GET', path: '/posts' }

export const posts: Workload = {
  summary: 'half writes of posts, a third reads of /me, some of the list; all posts are read back after each round',
  kinds: ['me', 'posts', 'post-add'],
  writesPosts: true,
  step(turn) {
    if (turn.index >= turn.followUps) return undefined
    const chance = turn.random()
    if (chance < 0.5) return write(turn)
    return chance < 0.85 ? me : read
  },
}

/** The post is named after user, session and step, so each title occurs once in the run. */
function write(turn: Turn): Step {
  const body = JSON.stringify({ title: itemName(turn, turn.index), body: '' })
  return { kind: 'post-add', method: 'POST', path: '/posts', body, post: turn.index }
}
