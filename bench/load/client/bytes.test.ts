/** The bytes that a load reports are the bytes on the wire, counted for the right segment. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Operation } from '../../history/operation.ts'
import { seededRandom } from '../../random.ts'
import type { Load } from '../../scenarios/scenario.ts'
import { loadScenario } from '../../scenarios/scenario-file.ts'
import { runLoad } from '../load.ts'
import { UserPool } from '../users/user-pool.ts'
import { virtualUsers } from '../users/virtual-users.ts'
import { type StallingServer, startStallingServer } from './stalling-server.fixture.ts'

let server: StallingServer | undefined
afterEach(() => server?.close())

async function loaded(change: Partial<Load>) {
  server = await startStallingServer()
  const scenario = await loadScenario('cart-race')
  const load: Load = { ...scenario.load, users: 8, connections: 4, durationSeconds: 0.1, minOperations: 50, ...change }
  const nowMicros = () => Math.round(performance.now() * 1_000)
  let sessions = 0
  const nextSession = () => sessions++
  const { origin } = server
  const crowd = { scenario, segment: 0, mode: 'jwt', load, origin, nextSession, nowMicros }
  const users = virtualUsers({ ...crowd, credential: 'token', client: 'frozen' })
  const operations: Omit<Operation, 'type' | 'segment'>[] = []
  const pool = new UserPool(users, seededRandom(1))
  const { signal } = new AbortController()
  const onOperation = (operation: (typeof operations)[number]) => operations.push(operation)
  const result = await runLoad(load, { origin, pool, nowMicros, signal, onOperation })
  return { result, operations, atServer: server }
}

describe.each<[string, Partial<Load>]>([
  ['a closed load', {}],
  ['a load by arrival rate', { ratePerSecond: 500 }],
])('%s', (_which, change) => {
  it('counts at its sockets what the server counts at its own', async () => {
    const { result, atServer } = await loaded(change)
    await expect.poll(atServer.connections).toBe(0)
    expect([result.bytesSent, result.bytesReceived]).toEqual([atServer.bytes.received, atServer.bytes.sent])
    expect(result.bytesSent).toBeGreaterThan(1_000)
  })

  it('records how many of these bytes were the credential of each request', async () => {
    const { operations } = await loaded(change)
    const ofLogins = operations.filter(({ kind }) => kind === 'login')
    const others = operations.filter(({ kind, status }) => kind !== 'login' && status === 200)
    expect(ofLogins.every((operation) => !('credentialBytes' in operation))).toBe(true)
    expect(others.length).toBeGreaterThan(10)
    // `Bearer token-0`, `Bearer token-10`, … up to the number of the last request
    const longest = `Bearer token-${operations.length}`.length
    for (const { credentialBytes = 0 } of others) {
      expect(credentialBytes).toBeGreaterThanOrEqual('Bearer token-0'.length)
      expect(credentialBytes).toBeLessThanOrEqual(longest)
    }
  })
})
