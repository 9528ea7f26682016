import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { createSessionId } from '../session/session-id.ts'
import { decodeDigest, encodeDigest } from './digest.ts'
import { type Change, type ClusterState, createClusterState, digestLength } from './replicated-sessions.ts'

const names = ['replica-1', 'replica-2', 'replica-3'] as const
const sids = Array.from({ length: 4 }, () => createSessionId(600))
const users = [1, 2]
const login = (userId: number, issuedBy: string) => ({ userId, issuedBy, version: 0, items: [] })

/** What happens next: a client's request to a replica, a message that arrives or is lost, or anti-entropy between two replicas. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create'), at: fc.nat(2), sid: fc.nat(3), user: fc.nat(1) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('append'), at: fc.nat(2), sid: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('touch'), at: fc.nat(2), sid: fc.nat(3), message: fc.nat(1e6) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), at: fc.nat(2), sid: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end-all'), at: fc.nat(2), user: fc.nat(1) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('deliver'), message: fc.nat(), again: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lose'), message: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pull'), at: fc.nat(2), from: fc.nat(2) }) },
)
type Step = {
  readonly kind: string
  readonly at?: number
  readonly from?: number
  readonly sid?: number
  readonly user?: number
  readonly message?: number
  readonly again?: boolean
}

/** Three replicas, and a network that delays, repeats and loses messages. */
class Cluster {
  /** Clocks that differ by a second and stand still: the merge must not depend on time. */
  readonly states: readonly ClusterState[] = names.map((replica, index) => {
    const micros = Date.now() * 1000 + index * 1_000_000
    return createClusterState({ replica, sessionTtlSeconds: 600, nowMicros: () => micros })
  })
  readonly acknowledged = new Map<string, string[]>()
  readonly ended = new Set<string>()
  private items = 0
  private readonly network: { readonly to: number; readonly change: Change }[] = []

  state(index = 0): ClusterState {
    return this.states[index] as ClusterState
  }

  take({ kind, at = 0, from = 0, sid: which = 0, user = 0, message = 0, again = false }: Step): void {
    const sid = sids[which] as string
    const chosen = message % Math.max(1, this.network.length)
    if (kind === 'create' && !this.acknowledged.has(sid)) {
      this.acknowledged.set(sid, [])
      this.send(at, this.state(at).create(sid, login(users[user] as number, names[at] as string)))
    } else if (kind === 'append') {
      const item = `item-${this.items++}`
      const change = this.state(at).append(sid, item)
      if (change) this.acknowledged.get(sid)?.push(item)
      if (change) this.send(at, change)
    } else if (kind === 'touch') {
      const change = this.state(at).touch(sid, Date.now() + message)
      if (change) this.send(at, change)
    } else if (kind === 'end' && this.state(at).read(sid)) {
      this.ended.add(sid)
      this.send(at, this.state(at).end(sid))
    } else if (kind === 'end-all') {
      const userId = users[user] as number
      for (const sid of sids) if (this.state(at).read(sid)?.userId === userId) this.ended.add(sid)
      this.send(at, this.state(at).endAllOf(userId))
    } else if (kind === 'deliver') {
      const [sent] = again ? this.network.slice(chosen, chosen + 1) : this.network.splice(chosen, 1)
      if (sent) this.state(sent.to).apply(sent.change)
    } else if (kind === 'lose') this.network.splice(chosen, 1)
    else if (kind === 'pull') this.pull(at, from)
  }

  /** `at` asks `from` for missed changes, in the encoding of the wire. */
  pull(at: number, from: number): void {
    const digest = decodeDigest(encodeDigest(this.state(at).digest()), digestLength)
    for (const change of this.state(from).differing(digest)) this.state(at).apply(JSON.parse(JSON.stringify(change)))
  }

  /** The partition heals: every replica asks every other; messages still under way may arrive or not. */
  heal(): void {
    for (let round = 0; round < 2; round++)
      for (const at of [0, 1, 2]) for (const from of [0, 1, 2]) if (at !== from) this.pull(at, from)
  }

  private send(from: number, change: Change): void {
    for (const to of [0, 1, 2]) if (to !== from) this.network.push({ to, change: JSON.parse(JSON.stringify(change)) })
  }
}

const read = (state: ClusterState) => sids.map((sid) => state.read(sid))

describe('sessions on every replica', () => {
  test('converge in 1,000 random histories of reordered, repeated and lost messages and partitions', () => {
    const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
    console.log(`seed ${seed}: repeat by FC_SEED=${seed}`)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const cluster = new Cluster()
        for (const next of steps) cluster.take(next)
        cluster.heal()
        const [first, ...others] = cluster.states as [ClusterState, ...ClusterState[]]
        for (const other of others) {
          expect(read(other)).toEqual(read(first))
          expect(encodeDigest(other.digest())).toBe(encodeDigest(first.digest()))
        }
        for (const [index, record] of read(first).entries()) {
          const sid = sids[index] as string
          if (cluster.ended.has(sid)) expect(record, 'a logged-out session came back').toBeUndefined()
          if (record) expect(record.items.toSorted()).toEqual(cluster.acknowledged.get(sid)?.toSorted())
        }
      }),
      { numRuns: 1000, seed, endOnFailure: false },
    )
  }, 60_000)

  const changesOf = (replica: string, micros: number, write: (state: ClusterState) => (Change | undefined)[]) =>
    write(createClusterState({ replica, sessionTtlSeconds: 600, nowMicros: () => micros })).flatMap((c) => c ?? [])

  test('merge changes in any order and any number of times', () => {
    const now = Date.now() * 1000
    const sid = createSessionId(600)
    const changes = [
      ...changesOf('replica-2', now, (state) => [
        state.create(sid, login(1, 'replica-2')),
        state.append(sid, 'apple'),
        state.append(sid, 'pear'),
      ]),
      ...changesOf('replica-1', now + 5, (state) => [
        state.create(sid, login(1, 'replica-1')),
        state.append(sid, 'fig'),
      ]),
    ]
    const orders = fc.shuffledSubarray([...changes, ...changes], { minLength: changes.length * 2 })
    fc.assert(
      fc.property(orders, (order) => {
        const state = createClusterState({ replica: 'replica-3', sessionTtlSeconds: 600 })
        for (const change of order) state.apply(change)
        expect(state.read(sid)).toMatchObject({
          userId: 1,
          issuedBy: 'replica-2',
          version: 3,
          items: ['apple', 'pear', 'fig'],
        })
      }),
    )
  })
})

describe('a session on every replica', () => {
  let now: number
  let state: ClusterState
  beforeEach(() => {
    now = Date.now() * 1000
    state = createClusterState({ replica: 'replica-1', sessionTtlSeconds: 60, nowMicros: () => now })
  })

  test('stays ended when older changes arrive later', () => {
    const sid = createSessionId(60)
    const created = state.create(sid, login(1, 'replica-1'))
    const appended = state.append(sid, 'apple')
    state.end(sid)
    state.apply(created)
    if (appended) state.apply(appended)
    expect(state.read(sid)).toBeUndefined()
    expect(state.append(sid, 'pear')).toBeUndefined()
  })

  test('is ended by a logout-all that arrives before it', () => {
    const other = createClusterState({ replica: 'replica-2', sessionTtlSeconds: 60, nowMicros: () => now - 1000 })
    const sid = createSessionId(60)
    const created = other.create(sid, login(7, 'replica-2'))
    state.endAllOf(7)
    state.apply(created)
    expect(state.read(sid)).toBeUndefined()
    const next = createSessionId(60)
    state.create(next, login(7, 'replica-1'))
    expect(state.read(next)).toMatchObject({ userId: 7 })
  })

  test('expires at its end, and is removed with its tombstone a minute later', () => {
    const empty = createClusterState({ replica: 'replica-1', sessionTtlSeconds: 60 }).digest()
    const [ended, over] = [createSessionId(60), createSessionId(60)]
    const created = state.create(ended, login(1, 'replica-1'))
    state.create(over, login(1, 'replica-1'))
    state.end(ended)
    now += 62_000_000
    state.forgetEnded()
    state.apply(created)
    expect([state.read(ended), state.read(over), state.count()]).toEqual([undefined, undefined, 0])
    expect(state.digest()).not.toEqual(empty)
    now += 61_000_000
    state.forgetEnded()
    expect(state.digest()).toEqual(empty)
    state.apply(created)
    expect(state.digest()).toEqual(empty)
  })

  test('with a long cart is sent in parts', () => {
    const sid = createSessionId(600)
    state.create(sid, login(1, 'replica-1'))
    for (let n = 0; n < 500; n++) state.append(sid, `item-${n}`)
    const joiner = createClusterState({ replica: 'replica-2', sessionTtlSeconds: 60, nowMicros: () => now })
    const changes = [...state.differing(joiner.digest())]
    expect(changes).toHaveLength(3)
    for (const change of changes) joiner.apply(change)
    expect(joiner.read(sid)).toEqual(state.read(sid))
    expect([...state.differing(joiner.digest())]).toEqual([])
  })
})
