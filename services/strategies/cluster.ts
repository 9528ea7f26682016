/** Strategy `cluster`: every replica keeps all sessions, and sends each change to the others. Any replica can answer. */

import { type Change, createClusterState } from './replication/replicated-sessions.ts'
import { createReplication } from './replication/replication.ts'
import { createSessionCookieStrategy } from './session/session-cookie.ts'
import type { SessionStore } from './session/session-store.ts'
import type { StrategyFactory } from './strategy.ts'

/** The longest time that an answer of `cluster-sync` waits for a peer. */
const appliedWithinMs = 500

/** Answers first, then sends the change: a request to another replica within the lag reads the old state. */
export const cluster: StrategyFactory = createCluster({ waits: false })

/**
 * Answers a login, a write or a logout when every connected peer has applied it. A peer that takes longer than 500 ms is
 * disconnected, and counts as dead until it is connected and synchronised again: the answer is sent without it. A replica that
 * was only stalled synchronises before it answers. During a network partition each replica answers from its own copy:
 * available, possibly stale.
 */
export const clusterSync: StrategyFactory = createCluster({ waits: true })

function createCluster({ waits }: { readonly waits: boolean }): StrategyFactory {
  return async (scope, context) => {
    const { mode, replica, peers, sessionTtlSeconds } = context
    if (!peers) throw new Error(`[cluster] mode ${mode} needs a peer channel`)
    const state = createClusterState({ replica, sessionTtlSeconds })
    const replication = createReplication({ mode, peers, state, ...(waits && { appliedWithinMs }) })
    const share = async (change: Change) => {
      const applied = replication.share(change)
      if (waits) await applied
    }
    const store: SessionStore = {
      read: (sid) => {
        const recovery = replication.recovery()
        return recovery === undefined ? state.read(sid) : recovery.then(() => state.read(sid))
      },
      write: (sid, session) => share(state.create(sid, session)),
      append: async (sid, item) => {
        const change = state.append(sid, item)
        if (change) await share(change)
        return state.read(sid)
      },
      touch: async (sid, seenAtMs) => {
        const change = state.touch(sid, seenAtMs)
        if (change) await share(change)
      },
      delete: (sid) => share(state.end(sid)),
      deleteAllOf: (userId) => share(state.endAllOf(userId)),
      allOf: async (userId) => {
        await replication.recovery()
        return state.allOf(userId)
      },
    }
    const strategy = await createSessionCookieStrategy(scope, context, store)
    return {
      ...strategy,
      sessionsHeld: state.count,
      replication: replication.status,
      close: replication.close,
    }
  }
}
