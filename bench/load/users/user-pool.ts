/** Chooses the user of the next request at random from the ready ones, so that no pattern aligns with round robin. */

import { type Random, randomInteger } from '../../random.ts'
import { Thinkers } from './think-time.ts'
import type { VirtualUser } from './virtual-user.ts'

export class UserPool {
  readonly #ready: VirtualUser[]
  readonly #random: Random
  /** Where each of them stands in `#ready`. */
  readonly #placeOf: Map<VirtualUser, number>
  readonly #thinkers: Thinkers | undefined
  #closing = false

  /** @param thinkMs how long a user is not ready after each answer; a caller that sets it must call `wake` */
  constructor(users: readonly VirtualUser[], random: Random, thinkMs = 0) {
    this.#ready = [...users]
    this.#placeOf = new Map(users.map((user, place) => [user, place]))
    this.#random = random
    this.#thinkers = thinkMs > 0 ? new Thinkers(thinkMs) : undefined
  }

  /** No user is ready: all remaining users wait for an answer or are in their think time. */
  get empty(): boolean {
    return this.#ready.length === 0
  }

  /** Takes a random ready user; undefined if there is none. */
  take(): VirtualUser | undefined {
    const taken = this.#ready[randomInteger(this.#random, this.#ready.length)]
    if (taken !== undefined) this.#remove(taken)
    return taken
  }

  /**
   * Offers a user after it has sent a request, and after each answer. It is added at most once, if it is ready for another
   * request; after closing, only if its session is not finished.
   */
  offer(user: VirtualUser): void {
    if (!user.ready || this.#placeOf.has(user) || (this.#closing && !user.midSession)) return
    this.#placeOf.set(user, this.#ready.push(user) - 1)
  }

  /** A user's request is over: its think time starts, or it is offered at once. */
  over(user: VirtualUser, nowMicros: number): void {
    if (this.#thinkers === undefined) {
      this.offer(user)
    } else {
      this.#remove(user)
      this.#thinkers.begin(user, nowMicros)
    }
  }

  /** Offers all users whose think time is over; returns since when the first of them has been ready, if there is one. */
  wake(nowMicros: number): number | undefined {
    let sinceMicros: number | undefined
    for (;;) {
      const thought = this.#thinkers?.release(nowMicros)
      if (thought === undefined) return sinceMicros
      this.offer(thought.user)
      sinceMicros ??= thought.untilMicros
    }
  }

  /** From now on no new session begins; open sessions are finished. */
  close(): void {
    if (this.#closing) return
    this.#closing = true
    for (const user of [...this.#ready]) if (!user.midSession) this.#remove(user)
  }

  #remove(user: VirtualUser): void {
    const place = this.#placeOf.get(user)
    const last = this.#ready.at(-1)
    if (place === undefined || last === undefined) return
    this.#ready[place] = last
    this.#placeOf.set(last, place)
    this.#ready.pop()
    this.#placeOf.delete(user)
  }
}
