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

/** A channel that listens, with what it heard, who its peers are, and what it logged. */
async function start(name: string, options: { key?: string; times?: Partial<PeerTimes> } = {}) {
  const logged: object[] = []
  const log = { info: () => {}, warn: (fields: object, text: string) => logged.push({ ...fields, text }) }
  const channel = createPeerChannel({ name, key, times: quick, ...options, log: log as unknown as FastifyBaseLogger })
  const peers = new Map<string, Peer>()
  const heard: unknown[] = []
  channel.subscribe('test', {
    onPeer: (peer) => void peers.set(peer.name, peer),
    onMessage: (peer, message) => heard.push([peer.name, message]),
    onPeerGone: (peer) => peers.get(peer.name) === peer && peers.delete(peer.name),
    isSynchronised: (name) => peers.has(name),
  })
  channels.push(channel)
  const port = await channel.listen('127.0.0.1', 0)
  return { name, channel, peers, heard, logged, port, address: `127.0.0.1:${port}` }
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

/** A server that answers as `answer` says, in place of a peer. */
async function impostor(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => answer(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the peer channel', () => {
  test('connects everybody with everybody, once, and carries messages both ways', async () => {
    const all = [await start('a'), await start('b'), await start('c')] as const
    introduce(...all)
    await areConnected(...all)
    const [a, b, c] = all
    a.peers.get('b')?.send(encodeTopicFrame('test', { n: 1 }))
    b.peers.get('a')?.send(encodeTopicFrame('test', { text: 'ü'.repeat(100_000) }))
    c.peers.get('a')?.send(encodeTopicFrame('other', 'nobody listens'))
    await vi.waitFor(() => expect(b.heard).toEqual([['a', { n: 1 }]]))
    await vi.waitFor(() => expect(a.heard).toEqual([['b', { text: 'ü'.repeat(100_000) }]]))
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
      expect(a.logged).toContainEqual(expect.objectContaining({ peer: 'b', why: 'it refuses us: wrong-secret' }))
    })
    expect([a.peers.size, b.peers.size]).toEqual([0, 0])
  })

  test('trusts nobody who cannot prove that he knows the secret, though he lets everybody in', async () => {
    const a = await start('a')
    const address = await impostor((socket) => {
      socket.write(encodeFrame({ protocol: 'lab-peer/1', nonce: '00' }))
      readFrames(socket, {
        maxBytes: () => 1024,
        // It throws the caller's own proof back.
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
    ['no JSON', Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from('{]')])],
    ['a message that is too long', encodeFrame('x'.repeat(2000))],
    ['another protocol', encodeFrame({ name: 'a' })],
  ])('turns away who sends %s, and lives on', async (_, bytes) => {
    const [a, b] = [await start('a'), await start('b')]
    const socket = connect(b.port, '127.0.0.1').on('error', () => {})
    socket.resume().write(bytes)
    await once(socket, 'close')
    expect(b.logged).toContainEqual(expect.objectContaining({ text: 'peer refused' }))
    introduce(a, b)
    await areConnected(a, b)
  })

  test('does not wait for who says nothing', async () => {
    const b = await start('b')
    const socket = connect(b.port, '127.0.0.1').resume()
    await once(socket, 'close')
    await vi.waitFor(() => expect(b.logged).toContainEqual(expect.objectContaining({ why: 'it does not shake hands' })))
  })

  test('notices a peer that hangs, though it is written to, and connects again when it goes on', async () => {
    const [a, b] = [await start('a'), await start('b')]
    const wire = await startWire(b.port)
    wires.push(wire)
    a.channel.setMembers([{ name: 'b', address: wire.address }])
    await areConnected(a, b)
    const first = a.peers.get('b') as Peer
    wire.hold()
    const writing = setInterval(() => first.send(encodeTopicFrame('test', 'are you there?')), 10)
    await vi.waitFor(() => expect(first.isGone).toBe(true))
    clearInterval(writing)
    expect(a.logged).toContainEqual({ peer: 'b', why: 'it was silent for 150 ms', text: 'peer is gone' })
    await areConnected(a, b)
    expect(a.peers.get('b')).not.toBe(first)
  })

  test('connects again, at the same address, with a peer that was away', async () => {
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

  test('lets go of who has left the cluster', async () => {
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
  test('waits to be told of the others, then for who can be reached, and not for ever', async () => {
    const a = await start('a')
    expect(a.channel.hasJoined()).toBe(false)
    const nobody = createServer().listen(0, '127.0.0.1')
    await once(nobody, 'listening')
    const address = `127.0.0.1:${(nobody.address() as AddressInfo).port}`
    nobody.close()
    a.channel.setMembers([{ name: 'b', address }])
    expect(a.channel.hasJoined()).toBe(false)
    await sleep(120)
    expect(a.channel.hasJoined()).toBe(true)
  })

  test('is immediate for who is alone', async () => {
    const a = await start('a')
    a.channel.setMembers([{ name: 'a', address: a.address }])
    expect(a.channel.hasJoined()).toBe(true)
  })
})
