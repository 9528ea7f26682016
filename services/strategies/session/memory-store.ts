/** Sessions in this process's memory: limited in number, and dropped when they expire. */

import { endOfSession } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

/** About 40 MB of small sessions, more than a run needs. */
const defaultMaxSessions = 100_000

/** A store that drops the session that expires first when it would exceed `maxSessions`. */
export function createMemoryStore(maxSessions = defaultMaxSessions): SessionStore & { count(): number } {
  // All sessions have the same lifetime, so the order of insertion is the order of expiry; rewriting keeps it.
  const sessions = new Map<string, SessionRecord>()

  function dropEnded(): void {
    for (const sid of sessions.keys()) {
      if (endOfSession(sid) > Date.now()) return
      sessions.delete(sid)
    }
  }

  return {
    read: (sid) => (endOfSession(sid) > Date.now() ? sessions.get(sid) : undefined),
    write: async (sid, session) => {
      dropEnded()
      sessions.set(sid, session)
      if (sessions.size > maxSessions) for (const oldest of sessions.keys()) if (sessions.delete(oldest)) return
    },
    touch: async (sid, seenAtMs) => {
      const session = sessions.get(sid)
      if (session) sessions.set(sid, { ...session, seenAtMs })
    },
    delete: async (sid) => {
      sessions.delete(sid)
    },
    deleteAllOf: async (userId) => {
      for (const [sid, session] of sessions) if (session.userId === userId) sessions.delete(sid)
    },
    allOf: async (userId) => {
      dropEnded()
      return new Map([...sessions].filter(([, session]) => session.userId === userId))
    },
    count: () => {
      dropEnded()
      return sessions.size
    },
  }
}
