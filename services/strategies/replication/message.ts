/** What travels between two replicas about one cluster mode. */
import type { Peer } from '../../peers/peer.ts'
import type { Change } from './replicated-sessions.ts'

/** One message. All may come twice or late, and do no harm. */
export type Message =
  /** News: whatever was written here in one turn of the event loop. */
  | { readonly type: 'changes'; readonly batch: number; readonly changes: readonly Change[] }
  | { readonly type: 'applied'; readonly batch: number }
  /** Asks for all that the other knows and this digest does not show. */
  | { readonly type: 'pull'; readonly digest: string }
  | { readonly type: 'state'; readonly changes: readonly Change[] }
  | { readonly type: 'pulled' }

/** Sends a message to some peers, encoded once. */
export type Send = (to: Iterable<Peer>, message: Message) => void

/** Some 30 kB: far below what the peer channel takes, and applied in about a millisecond. */
export const maxChangesPerMessage = 200
