/** The links of a stack: where the topology asks for them, parts connect through proxies, which faults can disturb. */
import type { PeerDirectory } from '../replicas/peer-directory.ts'
import type { Link, LinkKind } from '../stack.ts'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'

/** The links of a stack, and the address of each part through them. */
export interface Links {
  readonly all: readonly Link[]
  /**
   * Returns the address, `host:port`, at which `from` connects to `to`: a proxy's where the topology asks for links of this
   * kind, otherwise `address`. Repeated calls return the same address, since a part restarts at the same address.
   */
  route(kind: LinkKind, from: string, to: string, address: string): Promise<string>
  /** Ends the links from and to a removed part: a new part of the same name has a different address. */
  forget(name: string): Promise<void>
  close(): Promise<void>
}

/** @param kinds links are created only for these kinds, since a proxy costs throughput. @param host where the proxies listen */
export function createLinks(kinds: readonly LinkKind[], host: string): Links {
  const links = new Map<string, { readonly link: Link; readonly proxy: TcpProxy }>()
  const starting = new Map<string, Promise<string>>()

  async function open(key: string, kind: LinkKind, from: string, to: string, upstream: string): Promise<string> {
    const proxy = await startProxy({ name: `${from} → ${to}`, upstream, host })
    links.set(key, { link: linkOver(proxy, { kind, from, to }), proxy })
    return proxy.address
  }

  async function end(key: string): Promise<void> {
    await starting.get(key)
    await links.get(key)?.proxy.close()
    starting.delete(key)
    links.delete(key)
  }

  return {
    get all() {
      return [...links.values()].map(({ link }) => link)
    },
    route: async (kind, from, to, address) => {
      if (!kinds.includes(kind) || from === to) return address
      const key = `${kind} ${from} ${to}`
      const started = starting.get(key) ?? open(key, kind, from, to, address)
      starting.set(key, started)
      return started
    },
    forget: async (name) => {
      const gone = [...starting.keys()].filter((key) => key.split(' ').slice(1).includes(name))
      await Promise.all(gone.map(end))
    },
    close: async () => {
      await Promise.all([...starting.keys()].map(end))
    },
  }
}

function linkOver(proxy: TcpProxy, ends: Pick<Link, 'kind' | 'from' | 'to'>): Link {
  const { address, addToxic, removeToxic, enable, disable } = proxy
  return {
    ...ends,
    address,
    get droppedBytes() {
      return proxy.droppedBytes
    },
    addToxic,
    removeToxic,
    enable,
    disable,
  }
}

/** A peer directory that sends each member the peer addresses through its links. */
export function linkedPeerDirectory(peerDirectory: PeerDirectory, links: Links): PeerDirectory {
  return {
    join: ({ name, address }, send) => {
      let sent = Promise.resolve()
      peerDirectory.join({ name, address }, ({ peers }) => {
        // Messages must stay in order.
        sent = sent.then(async () => {
          const route = (peer: string, direct: string) => links.route('peers', name, peer, direct)
          const known = peers.map(async (peer) => ({ ...peer, address: await route(peer.name, peer.address) }))
          send({ peers: await Promise.all(known) })
        })
      })
    },
    leave: peerDirectory.leave,
    keepTo: peerDirectory.keepTo,
  }
}
