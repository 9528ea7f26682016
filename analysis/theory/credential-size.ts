/** The size of a credential that carries the cart, and how many items fit below a limit. Pure. */

import type { ModeRecord } from '../../bench/history/records.ts'

export interface CartInCredential {
  readonly sessionLivesIn: ModeRecord['sessionLivesIn']
  /** The size of the credential at login, bytes. */
  readonly emptyBytes: number
  /** The mean length of an item's name, bytes. */
  readonly itemBytes: number
}

/** Default limits on the size of a cookie and of headers, bytes. */
export const headerLimits = {
  cookie: { bytes: 4_096, of: 'one cookie in a browser' },
  line: { bytes: 8_192, of: 'one header line in nginx, by default' },
  headers: { bytes: 16_384, of: 'all header lines in Node, by default' },
} as const

/** Base64url (RFC 4648): 3 bytes become 4, rounded up. */
const encoded = (bytes: number) => (bytes * 4) / 3

/** A token's claims are JSON, where a name takes two quotes and a comma. */
function bytesPerItem({ sessionLivesIn, itemBytes }: CartInCredential): number {
  return sessionLivesIn === 'credential' ? encoded(itemBytes + 3) : 0
}

/** Beside the items: there is no comma before the first, and the version, which counts them, gets more digits. */
export function predictCredentialBytes(cart: CartInCredential, items: number): number {
  if (items === 0 || cart.sessionLivesIn !== 'credential') return cart.emptyBytes
  const moreDigits = String(items).length - 1
  return cart.emptyBytes + items * bytesPerItem(cart) + encoded(moreDigits - 1)
}

/** Two lengths are rounded up: of the empty cart, and of this one. */
export const roundingBytes = 1

/** Infinity where the credential does not carry the cart. */
export function predictItemsWithin(cart: CartInCredential, limitBytes: number): number {
  return Math.max(0, Math.floor((limitBytes - cart.emptyBytes) / bytesPerItem(cart)))
}
