/** The inactivity limit of sessions: checked with each request, recorded only now and then. */

/** The inactivity limit, by this replica's clock. */
export interface Inactivity {
  /** Whether a session that was last seen then has expired. */
  isOver(seenAtMs: number): boolean
  /** Whether it was last seen so long ago that a request should be recorded. */
  isDue(seenAtMs: number): boolean
}

/**
 * A request is recorded if a tenth of the limit has passed since the last recorded one: at most ten writes within the limit,
 * however many requests there are. The price: an idle session may expire up to a tenth too early, never too late.
 */
const recordedShare = 0.1

/** Sessions expire after `idleSeconds` without a request. */
export function createInactivity(idleSeconds: number): Inactivity {
  const idleMs = idleSeconds * 1000
  return {
    isOver: (seenAtMs) => Date.now() >= seenAtMs + idleMs,
    isDue: (seenAtMs) => Date.now() >= seenAtMs + idleMs * recordedShare,
  }
}
