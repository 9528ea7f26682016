/** The seam between the peer channel and its users: the channel knows topics, and nothing of sessions. */

/** Where a replica's peer channel listens. */
export interface PeerAddress {
  /** The replica's name. */
  readonly name: string
  /** `host:port` */
  readonly address: string
}

/** A connected replica that proved that it knows the secret. A new connection is a new peer. */
export interface Peer {
  readonly name: string
  /** Sends a frame of `encodeTopicFrame`; does nothing once the connection is closed. */
  send(frame: Buffer): void
  /** Resolves when the send buffer is empty, or the connection is closed. */
  drained(): Promise<void>
  readonly isGone: boolean
  /** Closes the connection; the channel then reconnects. */
  cut(why: string): void
}

/** A listener to one topic. */
export interface TopicListener {
  onPeer(peer: Peer): void
  /** May throw if the message is invalid: the connection is then closed. */
  onMessage(peer: Peer, message: unknown): void
  onPeerGone(peer: Peer): void
  /** Whether this replica has received all state of the peer of this name. */
  isSynchronised(name: string): boolean
}

/** A peer as the status page shows it. */
export interface PeerStatus {
  readonly name: string
  readonly connected: boolean
}

/** The part of the peer channel that strategies use. */
export interface PeerTopics {
  /** Adds a listener. All replicas use the same topic, e.g. the mode. */
  subscribe(topic: string, listener: TopicListener): void
  /** Every known peer, connected or not. */
  peers(): readonly PeerStatus[]
}
