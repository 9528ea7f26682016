/**
 * The line of arrivals: whose turn it is, and for how long it was held back although it was due. Nobody overtakes.
 * It tells waiting apart that the system causes (no user or no connection free) from lateness of the harness.
 */

import type { Due } from '../client/client-connection.ts'
import type { Arrivals } from './arrivals.ts'

export class ArrivalLine {
  readonly #arrivals: Arrivals
  readonly #startMicros: number
  #next = 0
  #isStuck = false
  /** Since when somebody has been free to take the next one, as far as is known. */
  #freeSinceMicros: number

  /** @param startMicros when the first is due */
  constructor(arrivals: Arrivals, startMicros: number) {
    this.#arrivals = arrivals
    this.#startMicros = startMicros
    this.#freeSinceMicros = startMicros
  }

  /** When the next one is due. */
  get dueMicros(): number {
    return this.#startMicros + this.#arrivals.dueMicros(this.#next)
  }

  /** Whether the next one was due when it was last looked at, and could not go. */
  get isStuck(): boolean {
    return this.#isStuck
  }

  /** The next one is due, but there is nobody to take it. */
  holdBack(): void {
    this.#isStuck = true
  }

  /** Something has changed: somebody may have been free since then. */
  goOn(sinceMicros: number): void {
    if (this.#isStuck) this.#freeSinceMicros = sinceMicros
    this.#isStuck = false
  }

  /** Takes the next one out of the line. */
  take(): Due {
    const intendedMicros = this.dueMicros
    const heldBackMicros = Math.max(0, this.#freeSinceMicros - intendedMicros)
    this.#next += 1
    return { intendedMicros, ...(heldBackMicros > 0 && { heldBackMicros }) }
  }

  /** How many have been due before a moment, and how many of them still stand in line. */
  count(endMicros: number): { readonly intended: number; readonly unsent: number } {
    let intended = this.#next
    while (this.#startMicros + this.#arrivals.dueMicros(intended) < endMicros) intended += 1
    return { intended, unsent: intended - this.#next }
  }
}
