/** Who speaks next: a random one of the users who are ready, so that nothing keeps step with the round robin. */

import { type Random, randomInteger } from './random.ts'
import type { VirtualUser } from './virtual-user.ts'

export class UserPool {
  readonly #ready: VirtualUser[]
  readonly #random: Random
  readonly #isIn: Set<VirtualUser>
  #closing = false

  constructor(users: readonly VirtualUser[], random: Random) {
    this.#ready = [...users]
    this.#isIn = new Set(users)
    this.#random = random
  }

  /** Nobody is ready: whoever is left is waiting for an answer. */
  get empty(): boolean {
    return this.#ready.length === 0
  }

  /** Takes a random user who is ready; undefined where there is none. */
  take(): VirtualUser | undefined {
    const index = randomInteger(this.#random, this.#ready.length)
    const taken = this.#ready[index]
    const last = this.#ready.pop()
    if (last !== undefined && last !== taken) this.#ready[index] = last
    if (taken !== undefined) this.#isIn.delete(taken)
    return taken
  }

  /**
   * Offers a user after it has spoken, and after each answer: it is taken in once, where it is ready for another request;
   * once closing, only if its session is not finished.
   */
  offer(user: VirtualUser): void {
    if (!user.ready || this.#isIn.has(user) || (this.#closing && !user.midSession)) return
    this.#ready.push(user)
    this.#isIn.add(user)
  }

  /** From now on no session begins: those begun are finished. */
  close(): void {
    if (this.#closing) return
    this.#closing = true
    const unfinished = this.#ready.filter((user) => user.midSession)
    this.#ready.splice(0, this.#ready.length, ...unfinished)
    this.#isIn.clear()
    for (const user of unfinished) this.#isIn.add(user)
  }
}
