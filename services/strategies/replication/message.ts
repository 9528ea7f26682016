/** The messages between two replicas about one cluster mode. */
import type { Peer } from '../../peers/peer.ts'
import type { Change } from './replicated-sessions.ts'

/** One message. Any may arrive twice or late without harm. */
export type Message =
  /** All changes made in one turn of the event loop. */
  | { readonly type: 'changes'; readonly batch: number; readonly changes: readonly Change[] }
  | { readonly type: 'applied'; readonly batch: number }
  /** Asks for every change that this digest lacks. */
  | { readonly type: 'pull'; readonly digest: string }
  | { readonly type: 'state'; readonly changes: readonly Change[] }
  | { readonly type: 'pulled' }

/** Sends a message to some peers, encoded once. */
export type Send = (to: Iterable<Peer>, message: Message) => void

/** About 30 kB: far below the limit of the peer channel, and applied in about a millisecond. */
export const maxChangesPerMessage = 200
