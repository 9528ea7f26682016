import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createPeerChannel, type PeerChannel, type PeerTimes } from './channel.ts'
import { encodeTopicFrame } from './connection.ts'
import { encodeFrame, readFrames } from './frames.ts'
import type { Peer } from './peer.ts'
import { startWire, type Wire } from './wire.fixture.ts'

const key = 'ab'.repeat(32)
const quick: Partial<PeerTimes> = { heartbeatMs: 20, deadAfterMs: 150, minRetryMs: 5, maxRetryMs: 40, joinMs: 100 }
const channels: PeerChannel[] = []
const servers: Server[] = []
const wires: Wire[] = []

afterEach(async () => {
  await Promise.all(channels.splice(0).map((channel) => channel.close()))
  for (const wire of wires.splice(0)) wire.close()
  for (const server of servers.splice(0)) server.close()
})

/** A listening channel, with the messages it received, its peers, and its log. */
async function start(name: string, options: { key?: string; times?: Partial<PeerTimes> } = {}) {
  const logged: object[] = []
  const log = { info: () => {}, warn: (fields: object, text: string) => logged.push({ ...fields, text }) }
  const channel = createPeerChannel({ name, key, times: quick, ...options, log: log as unknown as FastifyBaseLogger })
  const peers = new Map<string, Peer>()
  const received: unknown[] = []
  channel.subscribe('test', {
    onPeer: (peer) => void peers.set(peer.name, peer),
    onMessage: (peer, message) => received.push([peer.name, message]),
    onPeerGone: (peer) => peers.get(peer.name) === peer && peers.delete(peer.name),
    isSynchronised: (name) => peers.has(name),
  })
  channels.push(channel)
  const port = await channel.listen('127.0.0.1', 0)
  return { name, channel, peers, received, logged, port, address: `127.0.0.1:${port}` }
}
type Started = Awaited<ReturnType<typeof start>>

const introduce = (...all: Started[]) => {
  for (const { channel } of all) channel.setMembers(all.map(({ name, address }) => ({ name, address })))
}
const areConnected = (...all: Started[]) =>
  vi.waitFor(() => {
    for (const one of all)
      expect([...one.peers.keys()].sort()).toEqual(all.map(({ name }) => name).filter((n) => n !== one.name))
  })

/** A server in place of a peer. */
async function impostor(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => answer(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the peer channel', () => {
  test('connects each pair of replicas once, and carries messages both ways', async () => {
    const all = [await start('a'), await start('b'), await start('c')] as const
    introduce(...all)
    await areConnected(...all)
    const [a, b, c] = all
    a.peers.get('b')?.send(encodeTopicFrame('test', { n: 1 }))
    b.peers.get('a')?.send(encodeTopicFrame('test', { text: 'ü'.repeat(100_000) }))
    c.peers.get('a')?.send(encodeTopicFrame('other', 'without a listener'))
    await vi.waitFor(() => expect(b.received).toEqual([['a', { n: 1 }]]))
    await vi.waitFor(() => expect(a.received).toEqual([['b', { text: 'ü'.repeat(100_000) }]]))
    expect(a.channel.peers()).toEqual([
      { name: 'b', connected: true },
      { name: 'c', connected: true },
    ])
  })

  test('refuses a peer with another secret, on either side, and logs it', async () => {
    const [a, b] = [await start('a'), await start('b', { key: 'cd'.repeat(32) })]
    introduce(a, b)
    await vi.waitFor(() => {
      expect(b.logged).toContainEqual(expect.objectContaining({ text: 'peer refused', why: 'wrong-secret' }))
      expect(a.logged).toContainEqual(
        expect.objectContaining({ peer: 'b', why: 'it refuses this replica: wrong-secret' }),
      )
    })
    expect([a.peers.size, b.peers.size]).toEqual([0, 0])
  })

  test('rejects an acceptor that cannot prove that it knows the secret, although it accepts every caller', async () => {
    const a = await start('a')
    const address = await impostor((socket) => {
      socket.write(encodeFrame({ protocol: 'lab-peer/1', nonce: '00' }))
      readFrames(socket, {
        maxBytes: () => 1024,
        // It sends the caller's own proof back.
        onMessage: (message) =>
          Array.isArray(message) || socket.write(encodeFrame({ ...(message as object), name: 'b' })),
      })
    })
    a.channel.setMembers([{ name: 'b', address }])
    await vi.waitFor(() => expect(a.logged).toContainEqual(expect.objectContaining({ peer: 'b', why: 'wrong-secret' })))
    expect(a.peers.size).toBe(0)
  })

  test.each([
    ['rubbish', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['invalid JSON', Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from('{]')])],
    ['a message that is too long', encodeFrame('x'.repeat(2000))],
    ['another protocol', encodeFrame({ name: 'a' })],
  ])('refuses a connection that sends %s, and goes on working', async (_, bytes) => {
    const [a, b] = [await start('a'), await start('b')]
    const socket = connect(b.port, '127.0.0.1').on('error', () => {})
    socket.resume().write(bytes)
    await once(socket, 'close')
    expect(b.logged).toContainEqual(expect.objectContaining({ text: 'peer refused' }))
    introduce(a, b)
    await areConnected(a, b)
  })

  test('closes a connection that sends nothing', async () => {
    const b = await start('b')
    const socket = connect(b.port, '127.0.0.1').resume()
    await once(socket, 'close')
    await vi.waitFor(() =>
      expect(b.logged).toContainEqual(expect.objectContaining({ why: 'it did not complete the handshake' })),
    )
  })

  test('detects a peer that hangs, even while it writes to it, and reconnects when the peer resumes', async () => {
    const [a, b] = [await start('a'), await start('b')]
    const wire = await startWire(b.port)
    wires.push(wire)
    a.channel.setMembers([{ name: 'b', address: wire.address }])
    await areConnected(a, b)
    const first = a.peers.get('b') as Peer
    wire.hold()
    const writing = setInterval(() => first.send(encodeTopicFrame('test', 'hello')), 10)
    await vi.waitFor(() => expect(first.isGone).toBe(true))
    clearInterval(writing)
    expect(a.logged).toContainEqual({ peer: 'b', why: 'it was silent for 150 ms', text: 'peer is gone' })
    await areConnected(a, b)
    expect(a.peers.get('b')).not.toBe(first)
  })

  test('reconnects to a peer that was restarted at the same address', async () => {
    const [a, b] = [await start('a'), await start('b')]
    introduce(a, b)
    await areConnected(a, b)
    await b.channel.close()
    await vi.waitFor(() => expect(a.channel.peers()).toEqual([{ name: 'b', connected: false }]))
    const again = createPeerChannel({ name: 'b', key, times: quick, log: { info() {}, warn() {} } as never })
    channels.push(again)
    await again.listen('127.0.0.1', b.port)
    await vi.waitFor(() => expect(a.channel.peers()).toEqual([{ name: 'b', connected: true }]))
  })

  test('disconnects a replica that has left the cluster', async () => {
    const all = [await start('a'), await start('b'), await start('c')] as const
    introduce(...all)
    await areConnected(...all)
    const [a, b, c] = all
    introduce(a, b)
    await vi.waitFor(() => expect([...a.peers.keys()]).toEqual(['b']))
    await c.channel.close()
    expect(b.channel.peers()).toEqual([{ name: 'a', connected: true }])
  })
})

describe('joining', () => {
  test('waits for the members, then for those that can be reached, and no longer than the limit', async () => {
    const a = await start('a')
    expect(a.channel.hasJoined()).toBe(false)
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const address = `127.0.0.1:${(closed.address() as AddressInfo).port}`
    closed.close()
    a.channel.setMembers([{ name: 'b', address }])
    expect(a.channel.hasJoined()).toBe(false)
    await sleep(120)
    expect(a.channel.hasJoined()).toBe(true)
  })

  test('is immediate for a single replica', async () => {
    const a = await start('a')
    a.channel.setMembers([{ name: 'a', address: a.address }])
    expect(a.channel.hasJoined()).toBe(true)
  })
})
