/**
 * Writes to a cart and reads it, then reads it twice more after all other answers.
 * What it teaches: a login is read-only state; a cart is written, and two concurrent writes can lose an item.
 * With `load.concurrency: 2` the requests of one session overlap, as a browser's do.
 */

import { itemName } from '../../history/cart-item.ts'
import type { Step, Turn, Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const read: Step = { kind: 'cart', method: 'GET', path: '/cart' }
/** One after the other, on two replicas behind round robin: the second read distinguishes late items from lost ones. */
const finalRead: Step = { ...read, alone: true }
const finalReads = 2

export const cart: Workload = {
  summary: 'half writes to the cart, a third reads of it, some /me; each session ends with two last reads',
  kinds: ['me', 'cart', 'cart-add'],
  step(turn) {
    if (turn.index >= turn.followUps + finalReads) return undefined
    if (turn.index >= turn.followUps) return finalRead
    const chance = turn.random()
    if (chance < 0.5) return write(turn)
    return chance < 0.85 ? read : me
  },
}

/** The item is named after user, session and step, so each name occurs once in the run. */
function write(turn: Turn): Step {
  const body = JSON.stringify({ item: itemName(turn, turn.index) })
  return { kind: 'cart-add', method: 'POST', path: '/cart', body, item: turn.index }
}
