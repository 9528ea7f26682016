/** What counts as no service: 5xx, a timeout, a cut connection. A refusal is an answer, and so is "cannot do that". */

import { cutByHarness, type Operation } from '../../bench/history/operation.ts'

/** Whether an operation says anything about availability: what the harness cut itself does not. */
export function isTelling({ reason }: Operation): boolean {
  return reason !== cutByHarness
}

export function isUnserved({ status }: Operation): boolean {
  return status === undefined || (status >= 500 && status !== 501)
}

/** How it failed: `503 store-unavailable`, `ECONNRESET`. */
export function failureOf({ status, reason }: Operation): string {
  return status === undefined ? (reason ?? 'no-answer') : `${status}${reason === undefined ? '' : ` ${reason}`}`
}
