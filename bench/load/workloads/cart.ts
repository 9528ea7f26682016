/**
 * Fills a cart and looks into it, then reads it twice more when everything else has been answered.
 * What it teaches: who is logged in is read-only state; a cart is written, and two writers at once can lose an item.
 * With `load.concurrency: 2` the requests of one session overlap, as a browser's do.
 */

import { itemName } from '../../history/cart-item.ts'
import type { Step, Turn, Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const read: Step = { kind: 'cart', method: 'GET', path: '/cart' }
/** One after the other, on two replicas where round robin leads: the second tells what is late from what is lost. */
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

/** The step's number names the item: once in the session, and so, with user and session, once in the run. */
function write(turn: Turn): Step {
  const body = JSON.stringify({ item: itemName(turn, turn.index) })
  return { kind: 'cart-add', method: 'POST', path: '/cart', body, item: turn.index }
}
