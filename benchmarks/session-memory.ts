/**
 * What a session takes of a replica's memory, by filling a store of each kind with 20,000 of them and forcing the garbage
 * collector. `npx node --expose-gc benchmarks/session-memory.ts > docs/reference/session-memory.json`
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../analysis/statistics/interval.ts'
import { createClusterState } from '../services/strategies/replication/replicated-sessions.ts'
import { createMemoryStore } from '../services/strategies/session/memory-store.ts'
import { createSessionId } from '../services/strategies/session/session-id.ts'

const sessions = 20_000
const rounds = 5
const sessionTtlSeconds = 1_800
const login = { issuedBy: 'replica-1', version: 0, items: [] }

/** Each fills something with sessions, and returns what holds them. */
const fillers = {
  memory: async () => {
    const store = createMemoryStore()
    for (let userId = 0; userId < sessions; userId += 1)
      await store.write(createSessionId(sessionTtlSeconds), { ...login, userId, seenAtMs: Date.now() })
    return () => store.count()
  },
  cluster: async () => {
    const state = createClusterState({ replica: 'replica-1', sessionTtlSeconds })
    for (let userId = 0; userId < sessions; userId += 1)
      state.create(createSessionId(sessionTtlSeconds), { ...login, userId })
    return () => state.count()
  },
}

async function heapBytes(): Promise<number> {
  await sleep(10) // What has settled meanwhile is garbage too.
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function bytesPerSession(fill: () => Promise<() => number>): Promise<number> {
  const before = await heapBytes()
  const count = await fill()
  const bytes = (await heapBytes()) - before
  if (count() !== sessions) throw new Error(`${count()} sessions are held, not ${sessions}`)
  return Math.round(bytes / sessions)
}

if (globalThis.gc === undefined)
  throw new Error('the garbage collector is out of reach: start it with node --expose-gc')
const heapBytesPerSession: Record<string, number> = {}
for (const [strategy, fill] of Object.entries(fillers)) {
  const measured: number[] = []
  // The first round is left out: it also pays for what is compiled.
  for (let round = 0; round <= rounds; round += 1) measured.push(await bytesPerSession(fill))
  heapBytesPerSession[strategy] = median(measured.slice(1))
}
const result = { node: process.versions.node, sessions, heapBytesPerSession }
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
