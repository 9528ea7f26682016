/** The same seed gives the same operations, whatever the timing of the server and the machine. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Operation } from '../../history/operation.ts'
import { seededRandom } from '../../random.ts'
import type { Load, Scenario } from '../../scenarios/scenario.ts'
import { loadScenario } from '../../scenarios/scenario-file.ts'
import { type StallingServer, startStallingServer } from '../client/stalling-server.fixture.ts'
import { runLoad } from '../load.ts'
import { UserPool } from './user-pool.ts'
import { virtualUsers } from './virtual-users.ts'

let server: StallingServer | undefined
afterEach(() => server?.close())

interface Circumstances {
  readonly seed: number
  /** Stalls a while in mid-run. */
  readonly isSlow?: boolean
  readonly figures: Partial<Load>
  readonly workload: Scenario['workload']
}

/** The operations of each user in order: kind and written item. */
async function wordsByUser({ seed, isSlow = false, figures, workload }: Circumstances): Promise<Map<string, string[]>> {
  const scenario = { ...(await loadScenario('cart-race')), seed, workload }
  server = await startStallingServer(isSlow ? { stall: { atRequest: 60, ms: 80 } } : {})
  const load: Load = {
    ...scenario.load,
    users: 12,
    connections: 6,
    durationSeconds: 0.3,
    minOperations: 200,
    ...figures,
  }
  const epoch = performance.now()
  const nowMicros = () => Math.round((performance.now() - epoch) * 1_000)
  let sessions = 0
  const nextSession = () => sessions++
  const { origin } = server
  const common = { scenario, segment: 3, mode: 'jwt', load, origin, nextSession, nowMicros }
  const users = virtualUsers({ ...common, credential: 'token', client: 'browser' })
  const operations: Omit<Operation, 'type' | 'segment'>[] = []
  await runLoad(load, {
    origin,
    pool: new UserPool(users, seededRandom(seed)),
    nowMicros,
    signal: new AbortController().signal,
    onOperation: (operation) => operations.push(operation),
  })
  await server.close()
  operations.sort((a, b) => a.startMicros - b.startMicros)
  const words = Map.groupBy(operations, ({ user }) => user)
  return new Map([...words].map(([user, own]) => [user, own.map(({ kind, item = '' }) => `${kind} ${item}`)]))
}

/** How many users and operations both runs have in common; the longer run continues where the other ended. */
function compare(one: Map<string, string[]>, other: Map<string, string[]>) {
  let [same, compared] = [0, 0]
  for (const [user, words] of one) {
    const others = other.get(user) ?? []
    const length = Math.min(words.length, others.length)
    compared += length
    same += words.slice(0, length).filter((word, index) => word === others[index]).length
  }
  return { compared, isSame: same === compared }
}

describe('the same seed gives each user the same operations in the same order', () => {
  it.each<[string, Omit<Circumstances, 'seed'>]>([
    ['in a closed load', { workload: 'cart', figures: { followUps: 5, concurrency: 1 } }],
    ['of several requests at once', { workload: 'cart', figures: { followUps: 5, concurrency: 2 } }],
    ['by arrival rate', { workload: 'browse', figures: { followUps: 5, concurrency: 1, ratePerSecond: 600 } }],
    ['with posts', { workload: 'posts', figures: { followUps: 5, concurrency: 1 } }],
  ])('%s, however slow the answers', async (_which, circumstances) => {
    const [quick, slow, another] = [
      await wordsByUser({ ...circumstances, seed: 7 }),
      await wordsByUser({ ...circumstances, seed: 7, isSlow: true }),
      await wordsByUser({ ...circumstances, seed: 8 }),
    ]
    expect(compare(quick, slow).compared).toBeGreaterThan(60)
    expect(compare(quick, slow).isSame).toBe(true)
    expect(compare(quick, another).isSame).toBe(false)
  })
})
