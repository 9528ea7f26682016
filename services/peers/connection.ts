/** One connection between two replicas: handshake, then messages, with heartbeats that notice a peer that hangs. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { encodeFrame, readFrames } from './frames.ts'
import { createChallenge, respond, textOf, type Welcome, welcome, whyNotWelcome } from './handshake.ts'
import type { Peer } from './peer.ts'

/** How patient a connection is. */
export interface ConnectionTimes {
  /** A sign of life is sent so often. */
  readonly heartbeatMs: number
  /** A peer that was silent for so long is dead; also the time for a handshake. */
  readonly deadAfterMs: number
}

/** What happens on a connection. */
export interface ConnectionEvents {
  /** Both sides proved to know the secret. */
  onPeer(peer: Peer): void
  onMessage(peer: Peer, topic: string, message: unknown): void
  /** It is over; `why` where there is more to say than that it was closed. Without `peer`: before it was one. */
  onClose(peer: Peer | undefined, why: string | undefined): void
}

/** Who this replica is on the connection. `expects`: it called, and whom; otherwise it was called. */
export interface Identity {
  readonly name: string
  readonly key: string
  readonly expects?: string
}

const maxHandshakeBytes = 1024
const maxMessageBytes = 1024 * 1024
/** A peer that takes nothing more is cut, rather than this replica's memory filled. */
const maxBacklogBytes = 32 * 1024 * 1024

/** Encodes a message of a topic. */
export const encodeTopicFrame = (topic: string, message: unknown): Buffer => encodeFrame([topic, message])
const heartbeat = encodeFrame([])

/** Shakes hands on a fresh socket, then keeps it. */
export function keepConnection(socket: Socket, me: Identity, times: ConnectionTimes, events: ConnectionEvents): void {
  let peer: Peer | undefined
  let why: string | undefined
  socket.setNoDelay(true)
  const fail = (reason: string) => {
    why ??= reason
    if (peer || socket.connecting) socket.destroy()
    else socket.destroySoon() // so that who is turned away still reads why
  }
  const closed = new AbortController()
  watch(socket, times, () => fail(peer ? `it was silent for ${times.deadAfterMs} ms` : 'it does not shake hands'))

  function becomePeer(name: string): void {
    peer = {
      name,
      send: (frame) => {
        if (socket.writable) socket.write(frame)
        if (socket.writableLength > maxBacklogBytes) fail('it takes nothing more')
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

  const shakeHands = me.expects === undefined ? answerCaller(socket, me) : greet(socket, me, me.expects)
  readFrames(socket, {
    maxBytes: () => (peer ? maxMessageBytes : maxHandshakeBytes),
    onMessage: (message) => {
      if (Array.isArray(message) && message.length === 0) return // a sign of life
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

/** Sends signs of life, and calls `onSilence` where none comes. A socket's own timeout would count what is sent as well. */
function watch(socket: Socket, { heartbeatMs, deadAfterMs }: ConnectionTimes, onSilence: () => void): void {
  let heardAt = performance.now()
  const isSilent = () => performance.now() - heardAt > deadAfterMs
  socket.on('data', () => {
    heardAt = performance.now()
  })
  const beat = setInterval(() => {
    if (socket.writable && !socket.connecting) socket.write(heartbeat)
    // Where this process itself hung, what came meanwhile is read first.
    if (isSilent()) setImmediate(() => isSilent() && onSilence())
  }, heartbeatMs)
  socket.once('close', () => clearInterval(beat))
}

/** Where a handshake stands: done with the peer's name, failed, or going on. */
interface Step {
  readonly name?: string
  readonly failed?: string
}

/** Who was called speaks first, and proves nothing to whom has not proved himself. */
function answerCaller(socket: Socket, { name, key }: Identity): (message: unknown) => Step {
  const challenge = createChallenge()
  socket.write(encodeFrame(challenge))
  return (message) => {
    const answer: Welcome = welcome(key, name, challenge, message)
    if ('refused' in answer) {
      socket.end(encodeFrame(answer))
      return { failed: answer.refused }
    }
    socket.write(encodeFrame(answer))
    return { name: textOf(message, 'name') }
  }
}

function greet(socket: Socket, { name, key }: Identity, expects: string): (message: unknown) => Step {
  let challenge: unknown
  let response: ReturnType<typeof respond> | undefined
  return (message) => {
    if (!response) {
      challenge = message
      response = respond(key, name, challenge)
      socket.write(encodeFrame(response))
      return {}
    }
    const failed = whyNotWelcome(key, expects, challenge, response, message)
    return failed === undefined ? { name: expects } : { failed }
  }
}
