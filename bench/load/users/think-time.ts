/** Think time: the users that wait between an answer and their next request. All wait equally long: first in, first out. */

import type { VirtualUser } from './virtual-user.ts'

interface Thought {
  readonly user: VirtualUser
  readonly untilMicros: number
  next?: Thought | undefined
}

export class Thinkers {
  readonly #thinkMicros: number
  /** A linked list, since users come and go thousands of times a second. */
  #first: Thought | undefined
  #last: Thought | undefined
  readonly #latest = new Map<VirtualUser, Thought>()

  constructor(thinkMs: number) {
    this.#thinkMicros = thinkMs * 1_000
  }

  /** Times never decrease. If the user already waits because of an earlier answer, its think time starts again. */
  begin(user: VirtualUser, nowMicros: number): void {
    const thought: Thought = { user, untilMicros: nowMicros + this.#thinkMicros }
    this.#latest.set(user, thought)
    if (this.#last === undefined) this.#first = thought
    else this.#last.next = thought
    this.#last = thought
  }

  /** Removes and returns the next user whose think time is over; undefined if there is none. */
  release(nowMicros: number): Pick<Thought, 'user' | 'untilMicros'> | undefined {
    while (this.#first !== undefined && this.#first.untilMicros <= nowMicros) {
      const thought = this.#first
      this.#first = thought.next
      thought.next = undefined // else a thought that has grown old would keep all later ones from being collected early
      if (this.#first === undefined) this.#last = undefined
      if (this.#latest.get(thought.user) !== thought) continue
      this.#latest.delete(thought.user)
      return thought
    }
    return undefined
  }
}
