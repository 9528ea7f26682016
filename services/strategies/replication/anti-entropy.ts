/** Anti-entropy: asks peers for what was missed, by comparing digests, and answers those who ask. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Peer } from '../../peers/peer.ts'
import { decodeDigest, encodeDigest } from './digest.ts'
import { maxChangesPerMessage, type Send } from './message.ts'
import { type Change, type ClusterState, digestLength } from './replicated-sessions.ts'

/** How a replica learns what it has missed. */
export interface CatchUp {
  /** Asks the peer, when its turn comes: one at a time, so that what two could tell is told once. */
  ask(peer: Peer): void
  /** The same, and what it has told so far does not count any more. */
  askAnew(peer: Peer): void
  /** The peer has told all that it knew when it was asked. */
  pulled(peer: Peer): void
  /** Tells the peer all that its digest does not show. It never waits for asking, so nobody waits for each other. */
  answer(peer: Peer, digest: string): Promise<void>
  /** The peer is gone. */
  forget(peer: Peer): void
  /** Whether the peer of this name, as it is connected now, has told all. */
  isSynchronised(name: string): boolean
}

/** Catches up for a state. */
export function createCatchUp(state: ClusterState, send: Send): CatchUp {
  const toAsk = new Set<Peer>()
  const synchronised = new Map<string, Peer>()
  let asking: Peer | undefined

  function askNext(): void {
    const [next] = toAsk
    if (asking || !next) return
    toAsk.delete(next)
    asking = next
    send([next], { type: 'pull', digest: encodeDigest(state.digest()) })
  }

  function askedEnough(peer: Peer): void {
    if (asking !== peer) return
    asking = undefined
    askNext()
  }

  function ask(peer: Peer): void {
    toAsk.add(peer)
    askNext()
  }

  function forget(peer: Peer): void {
    toAsk.delete(peer)
    if (synchronised.get(peer.name) === peer) synchronised.delete(peer.name)
    askedEnough(peer)
  }

  return {
    ask,
    askAnew: (peer) => {
      forget(peer)
      ask(peer)
    },
    pulled: (peer) => {
      synchronised.set(peer.name, peer)
      askedEnough(peer)
    },
    answer: async (peer, digest) => {
      let part: Change[] = []
      for (const change of state.differing(decodeDigest(digest, digestLength))) {
        part.push(change)
        if (part.length < maxChangesPerMessage) continue
        send([peer], { type: 'state', changes: part })
        part = []
        await peer.drained()
        // Requests come first: who joins can wait, who asks cannot.
        await nextTurn()
        if (peer.isGone) return
      }
      if (part.length > 0) send([peer], { type: 'state', changes: part })
      send([peer], { type: 'pulled' })
    },
    forget,
    isSynchronised: (name) => synchronised.has(name),
  }
}
