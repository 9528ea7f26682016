/** What counts as no service: 5xx, a timeout, a cut connection. A refusal and a 501 are answers. */

import { cutByHarness, type Operation } from '../../bench/history/operation.ts'

/** Whether an operation counts for availability: requests that the harness cut itself do not. */
export function isTelling({ reason }: Operation): boolean {
  return reason !== cutByHarness
}

export function isUnserved({ status }: Operation): boolean {
  return status === undefined || (status >= 500 && status !== 501)
}

/** The failure: `503 store-unavailable`, `ECONNRESET`. */
export function failureOf({ status, reason }: Operation): string {
  return status === undefined ? (reason ?? 'no-answer') : `${status}${reason === undefined ? '' : ` ${reason}`}`
}
