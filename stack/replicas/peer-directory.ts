/** The peer directory: sends every replica the peer addresses of all, which are known only when all replicas listen. */
import type { PeerAddress } from '../../services/peers/peer.ts'

/** The message to a replica at its start and at each change: all members, itself included. */
export interface PeersMessage {
  readonly peers: readonly PeerAddress[]
}

/** The members of a cluster. */
export interface PeerDirectory {
  /** Adds a replica that listens. `send` receives all members when as many as expected have joined, and at each change. */
  join(member: PeerAddress, send: (message: PeersMessage) => void): void
  /** Removes a replica permanently. */
  leave(name: string): void
  /** Makes these replicas the cluster. Each of the others gets itself as its only member until it is named again. */
  keepTo(names: readonly string[]): void
}

/** @param expected number of members to wait for before the first message */
export function createPeerDirectory(expected: number): PeerDirectory {
  const members = new Map<string, { readonly address: string; readonly send: (message: PeersMessage) => void }>()
  let isKept = (_name: string) => true
  const sendAll = () => {
    const everyone = [...members].map(([name, { address }]) => ({ name, address }))
    const kept = everyone.filter(({ name }) => isKept(name))
    for (const [name, { send }] of members)
      send({ peers: isKept(name) ? kept : everyone.filter((one) => one.name === name) })
  }
  let isComplete = false
  return {
    join: ({ name, address }, send) => {
      members.set(name, { address, send })
      isComplete ||= members.size >= expected
      if (isComplete) sendAll()
    },
    leave: (name) => {
      if (members.delete(name) && isComplete) sendAll()
    },
    keepTo: (names) => {
      isKept = (name) => names.includes(name)
      if (isComplete) sendAll()
    },
  }
}
