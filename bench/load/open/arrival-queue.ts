/**
 * The arrival queue, first in, first out: which arrival is next, and how long it waited after it was due.
 * It separates waiting caused by the system (no user or no connection free) from lateness of the harness.
 */

import type { Due } from '../client/client-connection.ts'
import type { Arrivals } from './arrivals.ts'

export class ArrivalLine {
  readonly #arrivals: Arrivals
  readonly #startMicros: number
  #next = 0
  #isStuck = false
  /** The time since when a user and a connection have been free for the next arrival, as far as is known. */
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

  /** Whether the next arrival was due at the last poll but could not be sent. */
  get isStuck(): boolean {
    return this.#isStuck
  }

  /** The next arrival is due, but no user or no connection is free. */
  holdBack(): void {
    this.#isStuck = true
  }

  /** Something has changed: a user or a connection may be free since then. */
  goOn(sinceMicros: number): void {
    if (this.#isStuck) this.#freeSinceMicros = sinceMicros
    this.#isStuck = false
  }

  /** Takes the next arrival out of the queue. */
  take(): Due {
    const intendedMicros = this.dueMicros
    const heldBackMicros = Math.max(0, this.#freeSinceMicros - intendedMicros)
    this.#next += 1
    return { intendedMicros, ...(heldBackMicros > 0 && { heldBackMicros }) }
  }

  /** How many arrivals were due before a time, and how many of them are still in the queue. */
  count(endMicros: number): { readonly intended: number; readonly unsent: number } {
    let intended = this.#next
    while (this.#startMicros + this.#arrivals.dueMicros(intended) < endMicros) intended += 1
    return { intended, unsent: intended - this.#next }
  }
}
