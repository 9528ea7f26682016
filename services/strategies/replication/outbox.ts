/** Sends this replica's changes to its peers and tracks when they have applied them. Changes of one event-loop turn share a message. */
import type { Peer } from '../../peers/peer.ts'
import { maxChangesPerMessage, type Send } from './message.ts'
import type { Change } from './replicated-sessions.ts'

/** What an outbox is made with. */
export interface OutboxOptions {
  readonly send: Send
  /** The receivers: every connected peer, synchronised or not, so that a joining one misses nothing. */
  readonly peers: () => Iterable<Peer>
  /** Calls `onLate` for a peer that takes longer. Absent: never. */
  readonly appliedWithinMs?: number | undefined
  /** A change was sent to this number of peers. */
  readonly onSent: (change: Change, peers: number) => void
  /** Must call `forget`. */
  readonly onLate: (peer: Peer) => void
}

/** Changes that peers have not applied yet. */
export interface Outbox {
  /** Resolves when every peer that received the change has applied it or was forgotten. */
  share(change: Change): Promise<void>
  applied(peer: Peer, batch: number): void
  /** The peer is gone: stops waiting for it. */
  forget(peer: Peer): void
}

interface Batch {
  readonly waitingFor: Set<Peer>
  readonly done: () => void
}

/** An empty outbox. */
export function createOutbox({ send, peers, appliedWithinMs, onSent, onLate }: OutboxOptions): Outbox {
  const batches = new Map<number, Batch>()
  let lastBatch = 0
  let waiting: Change[] = []
  let waitingApplied: PromiseWithResolvers<void> | undefined

  function flush(): void {
    const [changes, applied] = [waiting, waitingApplied]
    waiting = []
    waitingApplied = undefined
    const parts: Promise<void>[] = []
    for (let from = 0; from < changes.length; from += maxChangesPerMessage) {
      parts.push(sendBatch(changes.slice(from, from + maxChangesPerMessage)))
    }
    Promise.all(parts).then(() => applied?.resolve())
  }

  async function sendBatch(changes: readonly Change[]): Promise<void> {
    const waitingFor = new Set(peers())
    if (waitingFor.size === 0) return
    const batch = ++lastBatch
    const { promise, resolve } = Promise.withResolvers<void>()
    batches.set(batch, { waitingFor, done: resolve })
    send([...waitingFor], { type: 'changes', batch, changes })
    for (const change of changes) onSent(change, waitingFor.size)
    const late = () => [...waitingFor].forEach(onLate)
    const limit = appliedWithinMs === undefined ? undefined : setTimeout(late, appliedWithinMs)
    await promise
    clearTimeout(limit)
    batches.delete(batch)
  }

  function noLongerWait({ waitingFor, done }: Batch, peer: Peer): void {
    waitingFor.delete(peer)
    if (waitingFor.size === 0) done()
  }

  return {
    share: (change) => {
      waiting.push(change)
      if (!waitingApplied) {
        waitingApplied = Promise.withResolvers()
        setImmediate(flush)
      }
      return waitingApplied.promise
    },
    applied: (peer, number) => {
      const batch = batches.get(number)
      if (batch) noLongerWait(batch, peer)
    },
    forget: (peer) => {
      for (const batch of batches.values()) noLongerWait(batch, peer)
    },
  }
}
