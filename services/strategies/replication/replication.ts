/** Keeps one mode's sessions alike on all replicas: tells peers of each change, and asks them for what was missed. */
import { encodeTopicFrame } from '../../peers/connection.ts'
import type { Peer, PeerTopics } from '../../peers/peer.ts'
import type { ReplicationStatus } from '../strategy.ts'
import { createCatchUp } from './anti-entropy.ts'
import { systemMicros } from './hybrid-clock.ts'
import type { Message, Send } from './message.ts'
import { createOutbox } from './outbox.ts'
import type { Change, ClusterState } from './replicated-sessions.ts'
import { createAgeRecord } from './replication-lag.ts'
import { watchSleep } from './stall-detector.ts'

/** How one mode's sessions are copied. */
export interface ReplicationOptions {
  readonly mode: string
  readonly peers: PeerTopics
  readonly state: ClusterState
  /** A peer that has not applied a change after so long is cut, and dead until it is connected anew. Absent: never. */
  readonly appliedWithinMs?: number
  /** How often one peer, drawn by chance, is asked for what was missed. */
  readonly antiEntropyMs?: number
}

/** The copying of one mode's sessions. */
export interface Replication {
  /** Sends a change to every connected peer; resolves when all that are still connected have applied it. */
  share(change: Change): Promise<void>
  /** To be waited for before each look at the state; undefined where nothing may be missing, or where nobody waits. */
  awake(): Promise<void> | undefined
  status(): ReplicationStatus
  close(): void
}

const defaultAntiEntropyMs = 5000
/** Peers call again after a second at most, and then have much to tell, perhaps. */
const wakingPatienceMs = 2000

/** Starts to listen to the mode's topic. */
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
  const catchUp = createCatchUp(state, send)

  // Half the time after which peers cut it: what it did not do at once is no fault of theirs.
  const waking =
    appliedWithinMs === undefined
      ? undefined
      : watchSleep({
          sleptAfterMs: appliedWithinMs / 2,
          patienceMs: wakingPatienceMs,
          catchUp: () => {
            for (const peer of peers.values()) catchUp.askAnew(peer)
          },
          hasCaughtUp: () => channel.peers().every(({ name }) => catchUp.isSynchronised(name)),
        })

  function forget(peer: Peer): void {
    if (peers.get(peer.name) === peer) peers.delete(peer.name)
    outbox.forget(peer)
    catchUp.forget(peer)
  }

  function onMessage(peer: Peer, message: Message): void {
    if (message.type === 'applied') outbox.applied(peer, message.batch)
    else if (message.type === 'pulled') catchUp.pulled(peer)
    else if (message.type === 'pull') {
      catchUp.answer(peer, message.digest).catch((error: Error) => peer.cut(error.message))
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
      catchUp.ask(peer)
    },
    onMessage: (peer, message) => onMessage(peer, message as Message),
    onPeerGone: forget,
    isSynchronised: catchUp.isSynchronised,
  })

  const antiEntropy = setInterval(() => {
    state.forgetEnded()
    const all = [...peers.values()]
    const one = all[Math.floor(Math.random() * all.length)]
    if (one) catchUp.ask(one)
  }, antiEntropyMs)

  return {
    share: (change) => {
      sent.changes++
      return outbox.share(change)
    },
    awake: () => waking?.awake(),
    status: () => ({
      peers: channel.peers().map((peer) => ({ ...peer, synchronised: catchUp.isSynchronised(peer.name) })),
      sent: { ...sent },
      lagMs: onApplying.quantilesMs(),
      lagMicros: onApplying.counts(),
      sentMicros: onSending.counts(),
    }),
    close: () => {
      clearInterval(antiEntropy)
      waking?.close()
    },
  }
}
