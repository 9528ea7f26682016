/**
 * Puts item after item into the cart, then reads it once.
 * What it teaches: state in the credential is sent with every request, and the size of a header is limited.
 */

import { itemName } from '../../history/cart-item.ts'
import type { Workload } from './workload.ts'

export const fillCart: Workload = {
  summary: 'as many writes to the cart as there are follow-ups, one after the other; then one read',
  kinds: ['cart-add', 'cart'],
  step(turn) {
    if (turn.index > turn.followUps) return undefined
    if (turn.index === turn.followUps) return { kind: 'cart', method: 'GET', path: '/cart' }
    const body = JSON.stringify({ item: itemName(turn, turn.index) })
    return { kind: 'cart-add', method: 'POST', path: '/cart', body, item: turn.index, alone: true }
  },
}
