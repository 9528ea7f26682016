/** The seam between the peer channel and what travels on it: the channel knows topics, and nothing of sessions. */

/** Where a replica's peer channel listens. */
export interface PeerAddress {
  /** The replica's name. */
  readonly name: string
  /** `host:port` */
  readonly address: string
}

/** A replica that this one is connected with, and that proved to know the secret. A new connection is a new peer. */
export interface Peer {
  readonly name: string
  /** Sends a frame of `encodeTopicFrame`; silently nothing once the connection is gone. */
  send(frame: Buffer): void
  /** Resolves when what was sent is on its way, or the connection is gone. */
  drained(): Promise<void>
  readonly isGone: boolean
  /** Ends the connection; it will be made anew. */
  cut(why: string): void
}

/** What listens to one topic. */
export interface TopicListener {
  onPeer(peer: Peer): void
  /** May throw where the message is no good: the connection is cut. */
  onMessage(peer: Peer, message: unknown): void
  onPeerGone(peer: Peer): void
  /** Whether this replica has heard all that the peer of this name knows. */
  isSynchronised(name: string): boolean
}

/** A peer as the status page shows it. */
export interface PeerStatus {
  readonly name: string
  readonly connected: boolean
}

/** What strategies see of the peer channel. */
export interface PeerTopics {
  /** Adds a listener; its topic is one for all replicas, e.g. the mode. */
  subscribe(topic: string, listener: TopicListener): void
  /** Every peer that is known of, connected or not. */
  peers(): readonly PeerStatus[]
}
