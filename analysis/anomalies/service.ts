/** What counts as no service: 5xx, a timeout, a cut connection. A refusal and a 501 are answers. */

import { cutByHarness, type Operation } from '../../bench/history/operation.ts'
import { kindsWhere } from '../../bench/load/workloads/operation-kinds.ts'

/** Whether an operation counts for availability: requests that the harness cut itself do not. */
export function isTelling({ reason }: Operation): boolean {
  return reason !== cutByHarness
}

export function isUnserved({ status }: Operation): boolean {
  return status === undefined || (status >= 500 && status !== 501)
}

/** Failures that a machine without processor time explains: no answer in time, or a store or database that did not answer in time. */
const slowFailures: ReadonlySet<string> = new Set([
  'no-answer',
  '503 store-unavailable',
  '503 database-unavailable',
  '504',
])

/** Whether slowness alone explains all these failures. */
export function isSlowness(failures: readonly string[]): boolean {
  return failures.length > 0 && failures.every((failure) => slowFailures.has(failure))
}

/** The failure: `503 store-unavailable`, `ECONNRESET`. */
export function failureOf({ status, reason }: Operation): string {
  return status === undefined ? (reason ?? 'no-answer') : `${status}${reason === undefined ? '' : ` ${reason}`}`
}

/** The kinds of which a refusal is right, or may be: those of attackers and thieves, and probes of an ended credential. */
const rightlyRefused = new Set([...kindsWhere(({ expects }) => expects !== 'success'), 'probe'])

/** A user who was refused, and should not have been as far as the kind of the request says. */
export function isRefusedUser({ status, kind }: Operation): boolean {
  return status === 401 && !rightlyRefused.has(kind)
}
