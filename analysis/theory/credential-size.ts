/** How large a credential is that carries the cart, and how many items fit below a limit. Pure. */

import type { ModeRecord } from '../../bench/history/records.ts'

export interface CartInCredential {
  readonly sessionLivesIn: ModeRecord['sessionLivesIn']
  /** Of the credential that came with the login, bytes. */
  readonly emptyBytes: number
  /** How long the name of an item is, in the mean, bytes. */
  readonly itemBytes: number
}

/** What a header that is too large is refused by, as each has it by default, bytes. */
export const headerLimits = {
  cookie: { bytes: 4_096, of: 'one cookie in a browser' },
  line: { bytes: 8_192, of: 'one header line in nginx, by default' },
  headers: { bytes: 16_384, of: 'all header lines in Node, by default' },
} as const

/** A token's claims are JSON, where a name takes two quotes and a comma, in base64url (RFC 4648), where 3 bytes become 4. */
function bytesPerItem({ sessionLivesIn, itemBytes }: CartInCredential): number {
  return sessionLivesIn === 'credential' ? ((itemBytes + 3) * 4) / 3 : 0
}

export function predictCredentialBytes(cart: CartInCredential, items: number): number {
  return cart.emptyBytes + items * bytesPerItem(cart)
}

/** Infinity where the cart is elsewhere. */
export function predictItemsWithin(cart: CartInCredential, limitBytes: number): number {
  return Math.max(0, Math.floor((limitBytes - cart.emptyBytes) / bytesPerItem(cart)))
}
