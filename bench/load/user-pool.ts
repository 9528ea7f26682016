/** Who speaks next: a random one of the idle users, so that nothing keeps step with the round robin. */

import { type Random, randomInteger } from './random.ts'
import type { VirtualUser } from './virtual-user.ts'

export class UserPool {
  readonly #idle: VirtualUser[]
  readonly #random: Random
  #closing = false

  constructor(users: readonly VirtualUser[], random: Random) {
    this.#idle = [...users]
    this.#random = random
  }

  /** Nobody is idle: whoever is left is waiting for an answer. */
  get empty(): boolean {
    return this.#idle.length === 0
  }

  /** Takes a random idle user; undefined where there is none. */
  take(): VirtualUser | undefined {
    const index = randomInteger(this.#random, this.#idle.length)
    const taken = this.#idle[index]
    const last = this.#idle.pop()
    if (last !== undefined && last !== taken) this.#idle[index] = last
    return taken
  }

  /** Gives a user back after its answer; once closing, only if its session is not finished. */
  release(user: VirtualUser): void {
    if (!this.#closing || user.midSession) this.#idle.push(user)
  }

  /** From now on no session begins: those begun are finished. */
  close(): void {
    if (this.#closing) return
    this.#closing = true
    const unfinished = this.#idle.filter((user) => user.midSession)
    this.#idle.splice(0, this.#idle.length, ...unfinished)
  }
}
