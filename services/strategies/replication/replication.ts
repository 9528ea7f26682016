/** Keeps one mode's sessions equal on all replicas: sends each change to the peers, and asks them for missed changes. */
import { encodeTopicFrame } from '../../peers/connection.ts'
import type { Peer, PeerTopics } from '../../peers/peer.ts'
import type { ReplicationStatus } from '../strategy.ts'
import { createAntiEntropy } from './anti-entropy.ts'
import { systemMicros } from './hybrid-clock.ts'
import type { Message, Send } from './message.ts'
import { createOutbox } from './outbox.ts'
import type { Change, ClusterState } from './replicated-sessions.ts'
import { createAgeRecord } from './replication-lag.ts'
import { createStallDetector } from './stall-detector.ts'

/** How one mode's sessions are copied. */
export interface ReplicationOptions {
  readonly mode: string
  readonly peers: PeerTopics
  readonly state: ClusterState
  /** A peer that has not applied a change within this time is disconnected, and dead until it reconnects. Absent: no limit. */
  readonly appliedWithinMs?: number
  /** How often one peer, chosen at random, is asked for missed changes. */
  readonly antiEntropyMs?: number
}

/** Replication of one mode's sessions. */
export interface Replication {
  /** Sends a change to every connected peer; resolves when every peer that is still connected has applied it. */
  share(change: Change): Promise<void>
  /** Wait for it before each read of the state; undefined without a stall, and in modes that do not wait for peers. */
  recovery(): Promise<void> | undefined
  status(): ReplicationStatus
  close(): void
}

const defaultAntiEntropyMs = 5000
/** Peers reconnect within a second, and then may have much to send. */
const recoveryMaxWaitMs = 2000

/** Subscribes to the mode's topic. */
export function createReplication(options: ReplicationOptions): Replication {
  const { mode, peers: channel, state, appliedWithinMs, antiEntropyMs = defaultAntiEntropyMs } = options
  const peers = new Map<string, Peer>()
  const sent = { changes: 0, messages: 0, bytes: 0 }
  const [onSending, onApplying] = [createAgeRecord(systemMicros), createAgeRecord(systemMicros)]

  const send: Send = (to, message) => {
    const frame = encodeTopicFrame(mode, message)
    for (const peer of to) {
      peer.send(frame)
      sent.messages++
      sent.bytes += frame.length
    }
  }

  const outbox = createOutbox({
    send,
    peers: () => peers.values(),
    appliedWithinMs,
    onSent: (change, to) => onSending.note(change, to),
    onLate: (peer) => {
      peer.cut(`it did not apply a change within ${appliedWithinMs} ms`)
      forget(peer)
    },
  })
  const antiEntropy = createAntiEntropy(state, send)

  // Half the time after which peers disconnect this replica.
  const stallDetector =
    appliedWithinMs === undefined
      ? undefined
      : createStallDetector({
          stalledAfterMs: appliedWithinMs / 2,
          maxWaitMs: recoveryMaxWaitMs,
          resynchronise: () => {
            for (const peer of peers.values()) antiEntropy.askAnew(peer)
          },
          isSynchronised: () => channel.peers().every(({ name }) => antiEntropy.isSynchronised(name)),
        })

  function forget(peer: Peer): void {
    if (peers.get(peer.name) === peer) peers.delete(peer.name)
    outbox.forget(peer)
    antiEntropy.forget(peer)
  }

  function onMessage(peer: Peer, message: Message): void {
    if (message.type === 'applied') outbox.applied(peer, message.batch)
    else if (message.type === 'pulled') antiEntropy.pulled(peer)
    else if (message.type === 'pull') {
      antiEntropy.answer(peer, message.digest).catch((error: Error) => peer.cut(error.message))
    } else {
      for (const change of message.changes) state.apply(change)
      if (message.type === 'state') return
      for (const change of message.changes) onApplying.note(change)
      send([peer], { type: 'applied', batch: message.batch })
    }
  }

  channel.subscribe(mode, {
    onPeer: (peer) => {
      peers.set(peer.name, peer)
      antiEntropy.ask(peer)
    },
    onMessage: (peer, message) => onMessage(peer, message as Message),
    onPeerGone: forget,
    isSynchronised: antiEntropy.isSynchronised,
  })

  const timer = setInterval(() => {
    state.forgetEnded()
    const all = [...peers.values()]
    const one = all[Math.floor(Math.random() * all.length)]
    if (one) antiEntropy.ask(one)
  }, antiEntropyMs)

  return {
    share: (change) => {
      sent.changes++
      return outbox.share(change)
    },
    recovery: () => stallDetector?.recovery(),
    status: () => ({
      peers: channel.peers().map((peer) => ({ ...peer, synchronised: antiEntropy.isSynchronised(peer.name) })),
      sent: { ...sent },
      lagMs: onApplying.quantilesMs(),
      lagMicros: onApplying.counts(),
      sentMicros: onSending.counts(),
    }),
    close: () => {
      clearInterval(timer)
      stallDetector?.close()
    },
  }
}
