/**
 * Writes to the cart until it logs out in their midst, then knocks with the old credential for a while.
 * What it teaches: a slow write that saves the whole session brings back what a logout has just removed.
 */

import { itemName } from '../../history/cart-item.ts'
import { isProbing, type Step, type Turn, type Workload } from './workload.ts'

const end: Step = { kind: 'logout', method: 'POST', path: '/logout', credential: 'ends' }
/** One after the other, so that round robin leads them to every replica. */
const probe: Step = { kind: 'probe', method: 'GET', path: '/me', credential: 'ended', alone: true }

export const logoutRace: Workload = {
  summary: 'writes to the cart, a logout in their midst, then the old credential again for load.probeMs',
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
