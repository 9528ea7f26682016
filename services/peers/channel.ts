/** The peer channel of a replica: one authenticated connection to each other replica, made anew whenever it breaks. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { type ConnectionTimes, type Identity, keepConnection } from './connection.ts'
import type { Peer, PeerAddress, PeerTopics, TopicListener } from './peer.ts'

/** What a channel is made with. */
export interface PeerChannelOptions {
  /** This replica's name. */
  readonly name: string
  /** What peers prove to know: 64 hexadecimal characters, the same on every replica. */
  readonly key: string
  readonly log: FastifyBaseLogger
  readonly times?: Partial<PeerTimes>
}

/** How patient a channel is. */
export interface PeerTimes extends ConnectionTimes {
  /** A call is repeated after this time, doubled with each failure up to `maxRetryMs`. */
  readonly minRetryMs: number
  readonly maxRetryMs: number
  /** A peer that cannot be reached for so long does not keep this replica from being ready. */
  readonly joinMs: number
  /** Nor does one that can be reached and has not told all after so long. */
  readonly maxJoinMs: number
}

/** The channel as the replica around it sees it; `PeerTopics` is for strategies. */
export interface PeerChannel extends PeerTopics {
  /** Starts to listen; resolves to the port. */
  listen(host: string, port: number): Promise<number>
  /** Who belongs to the cluster, this replica perhaps among them; whoever is no longer there is cut. */
  setMembers(members: readonly PeerAddress[]): void
  /** Whether this replica once knew all that the others know: asked by `/readyz`. Needs to be told of members first. */
  hasJoined(): boolean
  /** Ends every connection. Calling it twice is harmless. */
  close(): Promise<void>
}

const defaultTimes: PeerTimes = {
  heartbeatMs: 500,
  deadAfterMs: 2000,
  minRetryMs: 50,
  maxRetryMs: 1000,
  joinMs: 3000,
  maxJoinMs: 30_000,
}

/** A channel that neither listens nor calls yet. Of two replicas the one whose name comes first calls the other. */
export function createPeerChannel({ name, key, log, times: given = {} }: PeerChannelOptions): PeerChannel {
  const times = { ...defaultTimes, ...given }
  const listeners = new Map<string, TopicListener>()
  const connected = new Map<string, Peer>()
  const sockets = new Set<Socket>()
  /** Peers that this replica is calling, or has reached. */
  const called = new Set<string>()
  const failures = new Map<string, number>()
  const retries = new Map<string, NodeJS.Timeout>()
  let members: ReadonlyMap<string, string> | undefined
  let toldAt = 0
  let joined = false
  let closed = false

  function keep(socket: Socket, me: Identity, from: string): void {
    sockets.add(socket)
    keepConnection(socket, me, times, {
      onPeer: (peer) => {
        connected.get(peer.name)?.cut('it has connected anew')
        connected.set(peer.name, peer)
        failures.delete(peer.name)
        log.info({ peer: peer.name }, 'peer is connected')
        for (const listener of listeners.values()) listener.onPeer(peer)
      },
      onMessage: (peer, topic, message) => listeners.get(topic)?.onMessage(peer, message),
      onClose: (peer, why) => {
        sockets.delete(socket)
        if (peer) {
          if (connected.get(peer.name) === peer) connected.delete(peer.name)
          for (const listener of listeners.values()) listener.onPeerGone(peer)
          log.warn({ peer: peer.name, why }, 'peer is gone')
        }
        if (me.expects !== undefined) callAgain(me.expects, why)
        else if (!peer) log.warn({ from, why }, 'peer refused')
      },
    })
  }

  function call(to: string): void {
    const address = members?.get(to)
    if (closed || address === undefined || called.has(to)) return
    called.add(to)
    const colon = address.lastIndexOf(':')
    keep(connect(Number(address.slice(colon + 1)), address.slice(0, colon)), { name, key, expects: to }, address)
  }

  function callAgain(to: string, why: string | undefined): void {
    called.delete(to)
    if (closed || !members?.has(to)) return
    const failed = failures.get(to) ?? 0
    failures.set(to, failed + 1)
    if (failed === 1) log.warn({ peer: to, why }, 'peer cannot be reached, or does not let us in; it is called again')
    const delayMs = Math.min(times.maxRetryMs, times.minRetryMs * 2 ** failed)
    retries.set(
      to,
      setTimeout(() => call(to), delayMs),
    )
  }

  const server = createServer((socket) => keep(socket, { name, key }, `${socket.remoteAddress}:${socket.remotePort}`))

  const knows = (peer: string) => [...listeners.values()].every((listener) => listener.isSynchronised(peer))
  function hasJoined(): boolean {
    if (joined || !members) return joined
    const waitedMs = performance.now() - toldAt
    const missing = [...members.keys()].filter((peer) => !knows(peer))
    joined = missing.every((peer) => waitedMs > (connected.has(peer) ? times.maxJoinMs : times.joinMs))
    if (joined && missing.length > 0) log.warn({ missing }, 'joined without peers that cannot be reached')
    return joined
  }

  return {
    subscribe: (topic, listener) => void listeners.set(topic, listener),
    peers: () =>
      [...new Set([...(members?.keys() ?? []), ...connected.keys()])]
        .sort()
        .map((peer) => ({ name: peer, connected: connected.has(peer) })),
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port))
      }),
    setMembers: (list) => {
      const left = [...(members?.keys() ?? [])].filter((peer) => !list.some((member) => member.name === peer))
      members = new Map(list.filter((member) => member.name !== name).map((member) => [member.name, member.address]))
      toldAt ||= performance.now()
      for (const peer of left) {
        clearTimeout(retries.get(peer))
        connected.get(peer)?.cut('it has left the cluster')
      }
      for (const peer of members.keys()) if (name < peer) call(peer)
    },
    hasJoined,
    close: async () => {
      closed = true
      for (const retry of retries.values()) clearTimeout(retry)
      for (const socket of sockets) socket.destroySoon()
      if (!server.listening) return
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
