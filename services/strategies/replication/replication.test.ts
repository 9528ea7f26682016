import type { FastifyBaseLogger } from 'fastify'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createPeerChannel, type PeerChannel } from '../../peers/channel.ts'
import { startWire, type Wire } from '../../peers/wire.fixture.ts'
import { createSessionId } from '../session/session-id.ts'
import { type ClusterState, createClusterState } from './replicated-sessions.ts'
import { createReplication, type Replication, type ReplicationOptions } from './replication.ts'

const key = 'ab'.repeat(32)
const times = { heartbeatMs: 20, deadAfterMs: 1000, minRetryMs: 5, maxRetryMs: 40, joinMs: 10_000 }
const log = { info() {}, warn() {} } as unknown as FastifyBaseLogger
const login = { userId: 1, issuedBy: 'a', version: 0, items: [] }

interface Node {
  readonly name: string
  readonly channel: PeerChannel
  readonly state: ClusterState
  readonly replication: Replication
  readonly port: number
}
const nodes: Node[] = []
const wires: Wire[] = []

afterEach(async () => {
  for (const { replication } of nodes) replication.close()
  await Promise.all(nodes.splice(0).map(({ channel }) => channel.close()))
  for (const wire of wires.splice(0)) wire.close()
})

async function start(name: string, options: Partial<ReplicationOptions> = {}): Promise<Node> {
  const channel = createPeerChannel({ name, key, log, times })
  const state = createClusterState({ replica: name, sessionTtlSeconds: 600 })
  const replication = createReplication({ mode: 'test', peers: channel, state, antiEntropyMs: 60_000, ...options })
  const node = { name, channel, state, replication, port: await channel.listen('127.0.0.1', 0) }
  nodes.push(node)
  return node
}

/** Two replicas with a wire between them; the first one connects. */
async function pair(options: Partial<ReplicationOptions> = {}) {
  const [a, b] = [await start('a', options), await start('b', options)]
  const wire = await startWire(b.port)
  wires.push(wire)
  introduce(a, b, wire)
  await joined(a, b)
  return { a, b, wire }
}

function introduce(a: Node, b: Node, wire: Wire): void {
  const members = [
    { name: a.name, address: `127.0.0.1:${a.port}` },
    { name: b.name, address: wire.address },
  ]
  for (const { channel } of [a, b]) channel.setMembers(members)
}

const joined = (...all: Node[]) =>
  vi.waitFor(() => expect(all.map(({ channel }) => channel.hasJoined())).not.toContain(false))

function logIn({ state, replication }: Node) {
  const sid = createSessionId(600)
  return { sid, applied: replication.share(state.create(sid, login)) }
}

describe('copies of sessions', () => {
  test('are readable on both replicas when `share` resolves', async () => {
    const { a, b } = await pair()
    for (let n = 0; n < 20; n++) {
      const { sid, applied } = logIn(n % 2 ? a : b)
      await applied
      expect([a.state.read(sid), b.state.read(sid)]).toMatchObject([login, login])
    }
  })

  test('share a message when they are made in one turn', async () => {
    const { a, b } = await pair()
    const before = a.replication.status().sent
    await Promise.all(Array.from({ length: 50 }, () => logIn(a).applied))
    const { sent, sentMicros } = a.replication.status()
    const { lagMs, lagMicros } = b.replication.status()
    expect({ changes: sent.changes - before.changes, messages: sent.messages - before.messages }).toEqual({
      changes: 50,
      messages: 1,
    })
    expect(sent.bytes - before.bytes).toBeGreaterThan(50 * 50)
    // The receiver measures the whole lag, which is at least the sender's part of it.
    expect(a.replication.status().lagMs).toBeNull()
    const countOf = (counts: typeof lagMicros) => counts.reduce((sum, [, count]) => sum + count, 0)
    expect([countOf(sentMicros), countOf(lagMicros)]).toEqual([50, 50])
    expect(lagMs?.p50).toBeGreaterThan(0)
    expect(lagMicros.at(-1)?.[0]).toBeGreaterThanOrEqual(sentMicros.at(-1)?.[0] as number)
    expect(b.state.count()).toBe(50)
  })

  test('that anti-entropy delivers do not count as lag', async () => {
    const { a, b } = await pair({ antiEntropyMs: 20 })
    const sid = createSessionId(600)
    a.state.create(sid, login) // not sent to any peer
    await vi.waitFor(() => expect(b.state.read(sid)).toMatchObject(login))
    expect(b.replication.status()).toMatchObject({ lagMs: null, lagMicros: [] })
  })

  test('are equal again when a partition heals, with nothing lost on either side', async () => {
    const { a, b, wire } = await pair()
    const { sid, applied } = logIn(a)
    await applied
    wire.cut()
    await vi.waitFor(() =>
      expect(a.replication.status().peers).toEqual([{ name: 'b', connected: false, synchronised: false }]),
    )
    const share = ({ replication }: Node, change: Parameters<Replication['share']>[0] | undefined) =>
      change && replication.share(change)
    await share(a, a.state.append(sid, 'apple'))
    await share(b, b.state.append(sid, 'pear'))
    const [onA, onB] = [logIn(a), logIn(b)]
    const { sid: gone, applied: known } = logIn(a)
    await known
    await share(a, a.state.end(gone))
    wire.mend()
    await vi.waitFor(() => {
      for (const { state } of [a, b]) {
        expect(state.read(sid)?.items.toSorted()).toEqual(['apple', 'pear'])
        expect([state.read(onA.sid), state.read(onB.sid), state.read(gone)]).toMatchObject([login, login, undefined])
      }
      expect(a.state.digest()).toEqual(b.state.digest())
      expect(a.replication.status().peers).toEqual([{ name: 'b', connected: true, synchronised: true }])
    })
  })

  test('that were missed are delivered by anti-entropy', async () => {
    const { a, b } = await pair({ antiEntropyMs: 20 })
    const sid = createSessionId(600)
    a.state.create(sid, login) // not sent to any peer
    await vi.waitFor(() => expect(b.state.read(sid)).toMatchObject(login))
  })

  test('are all on a joining replica before it is ready', async () => {
    const { a, b } = await pair()
    const sids = Array.from({ length: 5000 }, () => logIn(a).sid)
    const c = await start('c')
    const members = [a, b, c].map(({ name, port }) => ({ name, address: `127.0.0.1:${port}` }))
    for (const { channel } of [a, b, c]) channel.setMembers(members)
    while (!c.channel.hasJoined()) {
      expect(c.replication.status().peers.every(({ synchronised }) => synchronised)).toBe(false)
      await new Promise(setImmediate)
    }
    expect(sids.filter((sid) => !c.state.read(sid))).toEqual([])
    expect(c.state.count()).toBe(5000)
  })
})

describe('an answer that waits for its peers', () => {
  test('comes after a bounded time if a peer hangs, which then counts as dead until it is synchronised', async () => {
    const { a, b, wire } = await pair({ appliedWithinMs: 100 })
    wire.hold()
    const startedAt = performance.now()
    const { sid, applied } = logIn(a)
    await applied
    expect(performance.now() - startedAt).toBeGreaterThan(95)
    expect(performance.now() - startedAt).toBeLessThan(400)
    // No answer waits for the dead peer, and it misses nothing when it is back.
    await vi.waitFor(() => expect(b.state.read(sid)).toMatchObject(login))
    await vi.waitFor(() => expect(a.replication.status().peers[0]?.synchronised).toBe(true))
    const next = logIn(b)
    await next.applied
    expect(a.state.read(next.sid)).toMatchObject(login)
  })

  test('comes at once if there are no peers', async () => {
    const a = await start('a', { appliedWithinMs: 100 })
    a.channel.setMembers([])
    const startedAt = performance.now()
    await logIn(a).applied
    expect(performance.now() - startedAt).toBeLessThan(50)
  })
})
