/** How long a session may go unused: judged with each request, written down only now and then. */

/** What is allowed. Both ask this replica's clock. */
export interface Inactivity {
  /** Whether a session that was last seen then has been unused for too long. */
  isOver(seenAtMs: number): boolean
  /** Whether it was last seen so long ago that a request now is worth a write. */
  isWorthNoting(seenAtMs: number): boolean
}

/**
 * A request is noted where a tenth of the time has gone by since the last that was: ten writes for as long as a session may
 * rest, however many requests there are. The price: an unused session may end by that tenth too early, never too late.
 */
const notedShare = 0.1

/** Sessions that end when nothing was heard of them for `idleSeconds`. */
export function createInactivity(idleSeconds: number): Inactivity {
  const idleMs = idleSeconds * 1000
  return {
    isOver: (seenAtMs) => Date.now() >= seenAtMs + idleMs,
    isWorthNoting: (seenAtMs) => Date.now() >= seenAtMs + idleMs * notedShare,
  }
}
