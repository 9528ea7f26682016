/** The links of a stack: where its topology asks for them, parts reach each other through proxies, which faults can disturb. */
import type { PeerDirectory } from '../replicas/peer-directory.ts'
import type { Link, LinkKind } from '../stack.ts'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'

/** The links that there are, and the way to each part. */
export interface Links {
  readonly all: readonly Link[]
  /**
   * The address, `host:port`, at which `from` is to reach `to`: a proxy's where links of this kind are asked for, else its
   * own. The same answer each time, since a part that comes back does so at the same address.
   */
  route(kind: LinkKind, from: string, to: string, address: string): Promise<string>
  /** Ends the links from and to a part that will not come back: another one of its name will have another address. */
  forget(name: string): Promise<void>
  close(): Promise<void>
}

/** No links yet; a link costs throughput, so there will be none but of these kinds. Their proxies listen on `host`. */
export function createLinks(kinds: readonly LinkKind[], host: string): Links {
  const links = new Map<string, { readonly link: Link; readonly proxy: TcpProxy }>()
  const starting = new Map<string, Promise<string>>()

  async function open(key: string, kind: LinkKind, from: string, to: string, upstream: string): Promise<string> {
    const proxy = await startProxy({ name: `${from} → ${to}`, upstream, host })
    const { addToxic, removeToxic, enable, disable } = proxy
    links.set(key, { link: { kind, from, to, addToxic, removeToxic, enable, disable }, proxy })
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

/** A peerDirectory whose members are told how to reach each other by links. */
export function linkedPeerDirectory(peerDirectory: PeerDirectory, links: Links): PeerDirectory {
  return {
    join: ({ name, address }, tell) => {
      let told = Promise.resolve()
      peerDirectory.join({ name, address }, ({ peers }) => {
        // One after the other: the last message must be the last that is known.
        told = told.then(async () => {
          const route = (peer: string, direct: string) => links.route('peers', name, peer, direct)
          const known = peers.map(async (peer) => ({ ...peer, address: await route(peer.name, peer.address) }))
          tell({ peers: await Promise.all(known) })
        })
      })
    },
    leave: peerDirectory.leave,
    keepTo: peerDirectory.keepTo,
  }
}
