/**
 * Writes to the cart, logs out during a write, then sends probes with the old credential for a while.
 * What it teaches: a slow write that saves the whole session restores a session that a logout has just removed.
 */

import { itemName } from '../../history/cart-item.ts'
import { isProbing, type Step, type Turn, type Workload } from './workload.ts'

const end: Step = { kind: 'logout', method: 'POST', path: '/logout', credential: 'ends' }
/** One after the other, so that round robin distributes them over all replicas. */
const probe: Step = { kind: 'probe', method: 'GET', path: '/me', credential: 'ended', alone: true }

export const logoutRace: Workload = {
  summary: 'writes to the cart, a logout during a write, then probes with the old credential for load.probeMs',
  kinds: ['cart-add', 'logout', 'probe'],
  step(turn) {
    const { index, followUps } = turn
    // The last of the writes is sent just after the logout: with load.concurrency 2 or more they are under way together.
    if (index < followUps - 1) return write(turn)
    if (index === followUps - 1) return end
    if (index === followUps) return { ...write(turn), credential: 'ended' }
    return isProbing(turn) ? probe : undefined
  },
}

function write(turn: Turn): Step {
  const body = JSON.stringify({ item: itemName(turn, turn.index) })
  return { kind: 'cart-add', method: 'POST', path: '/cart', body, item: turn.index }
}
