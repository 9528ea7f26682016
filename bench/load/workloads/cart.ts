/**
 * Fills a cart and looks into it, then reads it a last time when everything else has been answered.
 * What it teaches: who is logged in is read-only state; a cart is written, and two writers at once can lose an item.
 * With `load.concurrency: 2` the requests of one session overlap, as a browser's do.
 */

import { itemName } from '../../cart-item.ts'
import type { Step, Turn, Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const read: Step = { kind: 'cart', method: 'GET', path: '/cart' }
const finalRead: Step = { ...read, alone: true }

export const cart: Workload = {
  summary: 'half writes to the cart, a third reads of it, some /me; each session ends with a last read',
  step(turn) {
    if (turn.index === turn.followUps) return finalRead
    if (turn.index > turn.followUps) return undefined
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
