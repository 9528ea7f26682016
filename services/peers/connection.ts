/** One connection between two replicas: handshake, then messages, with heartbeats that detect a peer that hangs. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { encodeFrame, readFrames } from './frames.ts'
import { type Acceptance, accept, createChallenge, respond, textOf, whyNotAccepted } from './handshake.ts'
import type { Peer } from './peer.ts'

/** The time limits of a connection. */
export interface ConnectionTimes {
  /** The interval between heartbeats. */
  readonly heartbeatMs: number
  /** A peer that is silent for this time is dead; also the time limit of the handshake. */
  readonly deadAfterMs: number
}

/** Events of a connection. */
export interface ConnectionEvents {
  /** The handshake succeeded: both sides proved that they know the secret. */
  onPeer(peer: Peer): void
  onMessage(peer: Peer, topic: string, message: unknown): void
  /** The connection has closed; `why` unless it was a plain close. No `peer`: it closed before the handshake was complete. */
  onClose(peer: Peer | undefined, why: string | undefined): void
}

/** This replica's role on the connection. `expects`: the peer to which it connects; absent if it accepted the connection. */
export interface Identity {
  readonly name: string
  readonly key: string
  readonly expects?: string
}

const maxHandshakeBytes = 1024
const maxMessageBytes = 1024 * 1024
/** A peer that stops reading is disconnected at this backlog, before it fills this replica's memory. */
const maxBacklogBytes = 32 * 1024 * 1024

/** Encodes a message of a topic. */
export const encodeTopicFrame = (topic: string, message: unknown): Buffer => encodeFrame([topic, message])
const heartbeat = encodeFrame([])

/** Performs the handshake on a new socket, then exchanges messages. */
export function keepConnection(socket: Socket, me: Identity, times: ConnectionTimes, events: ConnectionEvents): void {
  let peer: Peer | undefined
  let why: string | undefined
  socket.setNoDelay(true)
  const fail = (reason: string) => {
    why ??= reason
    if (peer || socket.connecting) socket.destroy()
    else socket.destroySoon() // so that a refused peer still receives the reason
  }
  const closed = new AbortController()
  watch(socket, times, () =>
    fail(peer ? `it was silent for ${times.deadAfterMs} ms` : 'it did not complete the handshake'),
  )

  function becomePeer(name: string): void {
    peer = {
      name,
      send: (frame) => {
        if (socket.writable) socket.write(frame)
        if (socket.writableLength > maxBacklogBytes) fail('it reads nothing')
      },
      drained: async () => {
        if (socket.destroyed || !socket.writableNeedDrain) return
        await once(socket, 'drain', { signal: closed.signal }).catch(() => {})
      },
      get isGone() {
        return socket.destroyed
      },
      cut: fail,
    }
    events.onPeer(peer)
  }

  const shakeHands = me.expects === undefined ? acceptHandshake(socket, me) : startHandshake(socket, me, me.expects)
  readFrames(socket, {
    maxBytes: () => (peer ? maxMessageBytes : maxHandshakeBytes),
    onMessage: (message) => {
      if (Array.isArray(message) && message.length === 0) return // a heartbeat
      if (peer) {
        const [topic, content] = message as [string, unknown]
        events.onMessage(peer, topic, content)
        return
      }
      const step = shakeHands(message)
      if (step.name !== undefined) becomePeer(step.name)
      else if (step.failed !== undefined) fail(step.failed)
    },
  })
  socket.on('error', (error) => {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
    why ??= `${error.message}${cause}`
  })
  socket.once('close', () => {
    closed.abort()
    events.onClose(peer, why)
  })
}

/** Sends heartbeats, and calls `onSilence` if nothing arrives. A socket's own timeout would also count outgoing data. */
function watch(socket: Socket, { heartbeatMs, deadAfterMs }: ConnectionTimes, onSilence: () => void): void {
  let heardAt = performance.now()
  const isSilent = () => performance.now() - heardAt > deadAfterMs
  socket.on('data', () => {
    heardAt = performance.now()
  })
  const beat = setInterval(() => {
    if (socket.writable && !socket.connecting) socket.write(heartbeat)
    // If this process itself was stalled, data that arrived meanwhile is read first.
    if (isSilent()) setImmediate(() => isSilent() && onSilence())
  }, heartbeatMs)
  socket.once('close', () => clearInterval(beat))
}

/** The state of a handshake: complete with the peer's name, failed, or in progress. */
interface Step {
  readonly name?: string
  readonly failed?: string
}

/** The acceptor sends its challenge first, and authenticates itself only after the caller has. */
function acceptHandshake(socket: Socket, { name, key }: Identity): (message: unknown) => Step {
  const challenge = createChallenge()
  socket.write(encodeFrame(challenge))
  return (message) => {
    const answer: Acceptance = accept(key, name, challenge, message)
    if ('refused' in answer) {
      socket.end(encodeFrame(answer))
      return { failed: answer.refused }
    }
    socket.write(encodeFrame(answer))
    return { name: textOf(message, 'name') }
  }
}

function startHandshake(socket: Socket, { name, key }: Identity, expects: string): (message: unknown) => Step {
  let challenge: unknown
  let response: ReturnType<typeof respond> | undefined
  return (message) => {
    if (!response) {
      challenge = message
      response = respond(key, name, challenge)
      socket.write(encodeFrame(response))
      return {}
    }
    const failed = whyNotAccepted(key, expects, challenge, response, message)
    return failed === undefined ? { name: expects } : { failed }
  }
}
