/** Who speaks next: a random one of the users who are ready, so that nothing keeps step with the round robin. */

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

  /** @param thinkMs how long a user is not ready after each answer; whoever sets it calls `wake` */
  constructor(users: readonly VirtualUser[], random: Random, thinkMs = 0) {
    this.#ready = [...users]
    this.#placeOf = new Map(users.map((user, place) => [user, place]))
    this.#random = random
    this.#thinkers = thinkMs > 0 ? new Thinkers(thinkMs) : undefined
  }

  /** Nobody is ready: whoever is left is waiting for an answer, or thinking. */
  get empty(): boolean {
    return this.#ready.length === 0
  }

  /** Takes a random user who is ready; undefined where there is none. */
  take(): VirtualUser | undefined {
    const taken = this.#ready[randomInteger(this.#random, this.#ready.length)]
    if (taken !== undefined) this.#remove(taken)
    return taken
  }

  /**
   * Offers a user after it has spoken, and after each answer: it is taken in once, where it is ready for another request;
   * once closing, only if its session is not finished.
   */
  offer(user: VirtualUser): void {
    if (!user.ready || this.#placeOf.has(user) || (this.#closing && !user.midSession)) return
    this.#placeOf.set(user, this.#ready.push(user) - 1)
  }

  /** A user's request is over: it thinks about it, or is offered at once. */
  over(user: VirtualUser, nowMicros: number): void {
    if (this.#thinkers === undefined) {
      this.offer(user)
    } else {
      this.#remove(user)
      this.#thinkers.begin(user, nowMicros)
    }
  }

  /** Offers all who have thought long enough; returns since when the first of them has been ready, if there is one. */
  wake(nowMicros: number): number | undefined {
    let sinceMicros: number | undefined
    for (;;) {
      const thought = this.#thinkers?.release(nowMicros)
      if (thought === undefined) return sinceMicros
      this.offer(thought.user)
      sinceMicros ??= thought.untilMicros
    }
  }

  /** From now on no session begins: those begun are finished. */
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
