/** Anti-entropy: compares digests with peers, to get the changes that this replica has missed and to send those that they have. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Peer } from '../../peers/peer.ts'
import { decodeDigest, encodeDigest } from './digest.ts'
import { maxChangesPerMessage, type Send } from './message.ts'
import { type Change, type ClusterState, digestLength } from './replicated-sessions.ts'

/** Anti-entropy of one mode. */
export interface AntiEntropy {
  /** Asks the peer for missed changes. Peers are asked one at a time, so that two do not send the same changes. */
  ask(peer: Peer): void
  /** The same, and the peer counts as not synchronised until it has answered. */
  askAnew(peer: Peer): void
  /** The peer has sent all changes that it had when it was asked. */
  pulled(peer: Peer): void
  /** Sends the peer every change that its digest lacks. Never waits for this replica's own questions: no deadlock. */
  answer(peer: Peer, digest: string): Promise<void>
  /** The peer is gone. */
  forget(peer: Peer): void
  /** Whether the peer of this name has sent everything on its present connection. */
  isSynchronised(name: string): boolean
}

/** Anti-entropy for a state. */
export function createAntiEntropy(state: ClusterState, send: Send): AntiEntropy {
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
        // Lets HTTP requests pass first: a joining peer can wait, a client cannot.
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
