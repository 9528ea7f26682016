/** What the live page needs of a running stack and of the load: whoever starts the page wires the real ones to it. */
import type { LoadEvent, LoadWish, StackAction } from './events.ts'

export interface LiveStack {
  /** Those of this moment. `statusOrigin` is where a replica serves `/status`. */
  readonly replicas: readonly { readonly name: string; readonly statusOrigin: string }[]
  readonly hasRedis: boolean
  /** Resolves when it is done. Throws where it cannot be. */
  act(action: StackAction): Promise<void>
}

export interface LiveLoad {
  /** Ends the load there is and begins another; counts begin anew. */
  set(wish: LoadWish): void
  /** Counts begin anew: something has changed. */
  restartCount(): void
  view(): LoadEvent
}
