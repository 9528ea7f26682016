/** Keeps one mode's sessions alike on all replicas: sends changes, acknowledges them, and finds out what was missed. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { build } from 'hdr-histogram-js'
import { encodeTopicFrame } from '../peers/connection.ts'
import type { Peer, PeerTopics } from '../peers/peer.ts'
import { decodeDigest, encodeDigest } from './cluster-digest.ts'
import { type Change, type ClusterState, digestLength } from './cluster-state.ts'
import type { ReplicationStatus } from './strategy.ts'

/** What travels between two replicas about one mode. */
type Message =
  /** News: whatever was written here in one turn of the event loop. */
  | { readonly type: 'changes'; readonly batch: number; readonly changes: readonly Change[] }
  | { readonly type: 'applied'; readonly batch: number }
  /** Asks for all that the other knows and this digest does not show. */
  | { readonly type: 'pull'; readonly digest: string }
  | { readonly type: 'state'; readonly changes: readonly Change[] }
  | { readonly type: 'pulled' }

/** How one mode's sessions are copied. */
export interface ReplicationOptions {
  readonly mode: string
  readonly peers: PeerTopics
  readonly state: ClusterState
  /** A peer that has not applied a change after so long is cut, and dead until it is synchronised anew. Absent: never. */
  readonly appliedWithinMs?: number
  /** How often one peer is asked for what was missed. */
  readonly antiEntropyMs?: number
}

/** The copying of one mode's sessions. */
export interface Replication {
  /** Sends a change to every connected peer; resolves when all that are still connected have applied it. */
  share(change: Change): Promise<void>
  status(): ReplicationStatus
  close(): void
}

interface Batch {
  readonly sentAt: number
  readonly waitingFor: Set<Peer>
  readonly applied: () => void
}

const maxChangesPerMessage = 200
/** Lags above a minute are counted as a minute. */
const maxLagMicros = 60_000_000
const defaultAntiEntropyMs = 5000

/** Starts to listen to the mode's topic. */
export function createReplication(options: ReplicationOptions): Replication {
  const { mode, peers: channel, state, appliedWithinMs, antiEntropyMs = defaultAntiEntropyMs } = options
  const peers = new Map<string, Peer>()
  const synchronised = new Set<string>()
  const sent = { changes: 0, messages: 0, bytes: 0 }
  const lagMicros = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: maxLagMicros,
    numberOfSignificantValueDigits: 2,
  })

  function send(to: Iterable<Peer>, message: Message): void {
    const frame = encodeTopicFrame(mode, message)
    for (const peer of to) {
      peer.send(frame)
      sent.messages++
      sent.bytes += frame.length
    }
  }

  // News. What is written in one turn of the event loop travels together.
  const batches = new Map<number, Batch>()
  let lastBatch = 0
  let outbox: Change[] = []
  let outboxApplied: PromiseWithResolvers<void> | undefined

  function share(change: Change): Promise<void> {
    sent.changes++
    outbox.push(change)
    if (!outboxApplied) {
      outboxApplied = Promise.withResolvers()
      setImmediate(flush)
    }
    return outboxApplied.promise
  }

  function flush(): void {
    const [changes, applied] = [outbox, outboxApplied]
    outbox = []
    outboxApplied = undefined
    const parts = Array.from({ length: Math.ceil(changes.length / maxChangesPerMessage) }, (_, index) =>
      sendBatch(changes.slice(index * maxChangesPerMessage, (index + 1) * maxChangesPerMessage)),
    )
    Promise.all(parts).then(() => applied?.resolve())
  }

  async function sendBatch(changes: readonly Change[]): Promise<void> {
    const waitingFor = new Set(peers.values())
    if (waitingFor.size === 0) return
    const batch = ++lastBatch
    const { promise, resolve } = Promise.withResolvers<void>()
    batches.set(batch, { sentAt: performance.now(), waitingFor, applied: resolve })
    send([...waitingFor], { type: 'changes', batch, changes })
    const limit = appliedWithinMs === undefined ? undefined : setTimeout(cutAll, appliedWithinMs, waitingFor)
    await promise
    clearTimeout(limit)
    batches.delete(batch)
  }

  function cutAll(late: Set<Peer>): void {
    for (const peer of [...late]) {
      peer.cut(`it did not apply a change within ${appliedWithinMs} ms`)
      forgetPeer(peer)
    }
  }

  function onApplied(peer: Peer, batch: number): void {
    const sentBatch = batches.get(batch)
    if (!sentBatch?.waitingFor.has(peer)) return
    const micros = Math.round((performance.now() - sentBatch.sentAt) * 1000)
    lagMicros.recordValue(Math.min(Math.max(1, micros), maxLagMicros))
    noLongerWait(sentBatch, peer)
  }

  function noLongerWait({ waitingFor, applied }: Batch, peer: Peer): void {
    waitingFor.delete(peer)
    if (waitingFor.size === 0) applied()
  }

  // Anti-entropy: ask one peer at a time, so that what two could tell is told once. Answering never waits for asking.
  const toAsk = new Set<Peer>()
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

  async function answerPull(peer: Peer, digest: string): Promise<void> {
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
  }

  const antiEntropy = setInterval(() => {
    state.forgetEnded()
    const all = [...peers.values()]
    const one = all[Math.floor(Math.random() * all.length)]
    if (one) toAsk.add(one)
    askNext()
  }, antiEntropyMs)

  function forgetPeer(peer: Peer): void {
    if (peers.get(peer.name) === peer) {
      peers.delete(peer.name)
      synchronised.delete(peer.name)
    }
    for (const batch of batches.values()) if (batch.waitingFor.has(peer)) noLongerWait(batch, peer)
    toAsk.delete(peer)
    askedEnough(peer)
  }

  function onMessage(peer: Peer, message: Message): void {
    if (message.type === 'changes' || message.type === 'state')
      for (const change of message.changes) state.apply(change)
    if (message.type === 'changes') send([peer], { type: 'applied', batch: message.batch })
    else if (message.type === 'applied') onApplied(peer, message.batch)
    else if (message.type === 'pull') answerPull(peer, message.digest).catch((error: Error) => peer.cut(error.message))
    else if (message.type === 'pulled') {
      synchronised.add(peer.name)
      askedEnough(peer)
    }
  }

  channel.subscribe(mode, {
    onPeer: (peer) => {
      peers.set(peer.name, peer)
      synchronised.delete(peer.name)
      toAsk.add(peer)
      askNext()
    },
    onMessage: (peer, message) => onMessage(peer, message as Message),
    onPeerGone: forgetPeer,
    isSynchronised: (name) => synchronised.has(name),
  })

  return {
    share,
    status: () => ({
      peers: channel.peers().map((peer) => ({ ...peer, synchronised: synchronised.has(peer.name) })),
      sent: { ...sent },
      lagMs:
        lagMicros.totalCount === 0
          ? null
          : {
              p50: lagMicros.getValueAtPercentile(50) / 1000,
              p99: lagMicros.getValueAtPercentile(99) / 1000,
              max: lagMicros.maxValue / 1000,
            },
    }),
    close: () => clearInterval(antiEntropy),
  }
}
