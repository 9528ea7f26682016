/** Tells peers what was written here, and knows when they have applied it: changes of one turn travel together. */
import type { Peer } from '../../peers/peer.ts'
import { maxChangesPerMessage, type Send } from './message.ts'
import type { Change } from './replicated-sessions.ts'

/** What an outbox is made with. */
export interface OutboxOptions {
  readonly send: Send
  /** Who is told: everybody who is connected, synchronised or not, so that a joiner misses nothing. */
  readonly peers: () => Iterable<Peer>
  /** After so long a peer is `onLate`. Absent: never. */
  readonly appliedWithinMs?: number | undefined
  /** A change is on its way to so many peers. */
  readonly onSent: (change: Change, peers: number) => void
  /** Must call `forget`. */
  readonly onLate: (peer: Peer) => void
}

/** What is under way to peers. */
export interface Outbox {
  /** Resolves when every peer that was told has applied the change, or was forgotten. */
  share(change: Change): Promise<void>
  applied(peer: Peer, batch: number): void
  /** The peer is gone: nobody waits for it any more. */
  forget(peer: Peer): void
}

interface Batch {
  readonly waitingFor: Set<Peer>
  readonly done: () => void
}

/** An outbox with nothing in it. */
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
