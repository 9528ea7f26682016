/** Tells replicas of each other: none knows the others' peer ports before all of them listen. */

/** A replica by its peer address. */
export interface PeerAddress {
  readonly name: string
  /** `host:port` */
  readonly address: string
}

/** What a replica is told (`process.send`), now and whenever somebody comes or goes: all of them, itself included. */
export interface PeersMessage {
  readonly peers: readonly PeerAddress[]
}

/** Who belongs to a cluster. */
export interface PeerDirectory {
  /** Adds a replica that listens; `tell` is called with all members as soon as there are as many as expected. */
  join(member: PeerAddress, tell: (message: PeersMessage) => void): void
  /** Removes a replica that will not come back. */
  leave(name: string): void
  /** From then on only these are members; each of the others is alone until it is named again. */
  keepTo(names: readonly string[]): void
}

/** A peerDirectory that waits until it has `expected` members, and tells everybody whenever one comes after that. */
export function createPeerDirectory(expected: number): PeerDirectory {
  const members = new Map<string, { readonly address: string; readonly tell: (message: PeersMessage) => void }>()
  let isKept = (_name: string) => true
  const tellAll = () => {
    const all = [...members].map(([name, { address }]) => ({ name, address }))
    const kept = all.filter(({ name }) => isKept(name))
    for (const [name, { tell }] of members)
      tell({ peers: isKept(name) ? kept : all.filter((alone) => alone.name === name) })
  }
  let isComplete = false
  return {
    join: ({ name, address }, tell) => {
      members.set(name, { address, tell })
      isComplete ||= members.size >= expected
      if (isComplete) tellAll()
    },
    leave: (name) => {
      if (members.delete(name) && isComplete) tellAll()
    },
    keepTo: (names) => {
      isKept = (name) => names.includes(name)
      if (isComplete) tellAll()
    },
  }
}
