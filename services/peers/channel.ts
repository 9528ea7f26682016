/** The peer channel of a replica: one authenticated connection to each other replica, which reconnects when it breaks. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { type ConnectionTimes, type Identity, keepConnection } from './connection.ts'
import type { Peer, PeerAddress, PeerTopics, TopicListener } from './peer.ts'

export interface PeerChannelOptions {
  /** This replica's name. */
  readonly name: string
  /** The shared secret: 64 hexadecimal characters, the same on every replica. */
  readonly key: string
  readonly log: FastifyBaseLogger
  readonly times?: Partial<PeerTimes>
}

/** The time limits of a channel. */
export interface PeerTimes extends ConnectionTimes {
  /** Delay before the first reconnect; doubles with each failure up to `maxRetryMs`. */
  readonly minRetryMs: number
  readonly maxRetryMs: number
  /** How long an unreachable peer keeps this replica from being ready. */
  readonly joinMs: number
  /** How long a connected peer that has not sent all its state does. */
  readonly maxJoinMs: number
}

/** The channel as the replica around it sees it; `PeerTopics` is for strategies. */
export interface PeerChannel extends PeerTopics {
  /** Starts to listen; resolves to the port. */
  listen(host: string, port: number): Promise<number>
  /** Sets the members of the cluster; may include this replica. Disconnects replicas that are no longer members. */
  setMembers(members: readonly PeerAddress[]): void
  /** Whether this replica has received the state of the others since its start, for `/readyz`. False before `setMembers`. */
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

/** A channel that does not listen or connect yet. Of two replicas, the one whose name sorts first connects to the other. */
export function createPeerChannel({ name, key, log, times: given = {} }: PeerChannelOptions): PeerChannel {
  const times = { ...defaultTimes, ...given }
  const listeners = new Map<string, TopicListener>()
  const connected = new Map<string, Peer>()
  const sockets = new Set<Socket>()
  /** Peers to which this replica is connecting or connected. */
  const dialed = new Set<string>()
  const failures = new Map<string, number>()
  const retries = new Map<string, NodeJS.Timeout>()
  let members: ReadonlyMap<string, string> | undefined
  let membersSetAt = 0
  let joined = false
  let closed = false

  function keep(socket: Socket, me: Identity, from: string): void {
    sockets.add(socket)
    keepConnection(socket, me, times, {
      onPeer: (peer) => {
        connected.get(peer.name)?.cut('it has reconnected')
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
        if (me.expects !== undefined) reconnect(me.expects, why)
        else if (!peer) log.warn({ from, why }, 'peer refused')
      },
    })
  }

  function dial(to: string): void {
    const address = members?.get(to)
    if (closed || address === undefined || dialed.has(to)) return
    dialed.add(to)
    const colon = address.lastIndexOf(':')
    keep(connect(Number(address.slice(colon + 1)), address.slice(0, colon)), { name, key, expects: to }, address)
  }

  function reconnect(to: string, why: string | undefined): void {
    dialed.delete(to)
    if (closed || !members?.has(to)) return
    const failed = failures.get(to) ?? 0
    failures.set(to, failed + 1)
    if (failed === 1) log.warn({ peer: to, why }, 'peer is unreachable or refuses the connection; retrying')
    const delayMs = Math.min(times.maxRetryMs, times.minRetryMs * 2 ** failed)
    retries.set(
      to,
      setTimeout(() => dial(to), delayMs),
    )
  }

  const server = createServer((socket) => keep(socket, { name, key }, `${socket.remoteAddress}:${socket.remotePort}`))

  const knows = (peer: string) => [...listeners.values()].every((listener) => listener.isSynchronised(peer))
  function hasJoined(): boolean {
    if (joined || !members) return joined
    const waitedMs = performance.now() - membersSetAt
    const missing = [...members.keys()].filter((peer) => !knows(peer))
    joined = missing.every((peer) => waitedMs > (connected.has(peer) ? times.maxJoinMs : times.joinMs))
    if (joined && missing.length > 0) log.warn({ missing }, 'joined without the peers that did not answer')
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
      membersSetAt ||= performance.now()
      for (const peer of left) {
        clearTimeout(retries.get(peer))
        connected.get(peer)?.cut('it has left the cluster')
      }
      for (const peer of members.keys()) if (name < peer) dial(peer)
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
