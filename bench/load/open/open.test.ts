import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Operation } from '../../history/operation.ts'
import { seededRandom } from '../../random.ts'
import type { Load } from '../../scenarios/scenario.ts'
import { loadScenario } from '../../scenarios/scenario-file.ts'
import { type StallingServer, startStallingServer } from '../client/stalling-server.fixture.ts'
import { LoadError } from '../load-error.ts'
import { UserPool } from '../users/user-pool.ts'
import { virtualUsers } from '../users/virtual-users.ts'
import { type OpenLoad, type OpenLoadResult, runOpenLoad } from './open.ts'

let server: StallingServer
afterEach(() => server?.close())

const scenario = await loadScenario('cart-race')

interface Loaded {
  readonly operations: readonly Omit<Operation, 'type' | 'segment'>[]
  readonly result: OpenLoadResult
}

async function load(
  figures: Partial<Load>,
  options: Partial<Pick<OpenLoad, 'signal' | 'origin' | 'mayEnd'>> = {},
  operations: Omit<Operation, 'type' | 'segment'>[] = [],
): Promise<Loaded> {
  const { signal = new AbortController().signal, origin = server.origin } = options
  const all = {
    ...scenario.load,
    users: 200,
    concurrency: 1,
    connections: 200,
    ratePerSecond: 500,
    durationSeconds: 0.4,
    ...figures,
  }
  const epoch = performance.now()
  const nowMicros = () => Math.round((performance.now() - epoch) * 1_000)
  let session = 0
  const nextSession = () => session++
  const common = { scenario, segment: 0, mode: 'jwt', load: all, origin, nextSession, nowMicros }
  const users = virtualUsers({ ...common, credential: 'token', client: 'frozen' })
  const pool = new UserPool(users, seededRandom(scenario.seed), all.thinkMs)
  const onOperation: OpenLoad['onOperation'] = (operation) => operations.push(operation)
  const result = await runOpenLoad({ ...all, ...options, origin, pool, nowMicros, signal, onOperation })
  return { operations, result }
}

type Timed = Pick<Operation, 'startMicros' | 'endMicros' | 'intendedMicros' | 'heldBackMicros'>
const serviceMs = ({ startMicros, endMicros }: Timed) => (endMicros - startMicros) / 1_000
const latencyMs = ({ intendedMicros, endMicros }: Timed) => (endMicros - (intendedMicros as number)) / 1_000
const over = (ms: number, times: readonly number[]) => times.filter((time) => time > ms).length
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const seenBy = ({ seen }: StallingServer) => sum(Object.values(seen))

describe('load by arrival rate', () => {
  it('sends as many as the rate says, each as it was due, and the server sees the same', async () => {
    server = await startStallingServer()
    const { operations, result } = await load({})
    expect(result.arrivals).toEqual({ intended: 200, unsent: 0 })
    expect(operations.length).toBe(200)
    expect(seenBy(server)).toBe(200)
    const due = operations.map(({ intendedMicros }) => intendedMicros as number).toSorted((a, b) => a - b)
    for (const [index, micros] of due.entries()) expect(micros).toBe((due[0] as number) + index * 2_000)
    for (const operation of operations)
      expect(operation.startMicros).toBeGreaterThanOrEqual(operation.intendedMicros as number)
  })

  it('continues at its rate until it may end', async () => {
    server = await startStallingServer()
    const startedAt = performance.now()
    const { result } = await load({}, { mayEnd: () => performance.now() - startedAt > 800 })
    const lastedMs = performance.now() - startedAt
    expect(lastedMs).toBeGreaterThan(800)
    expect(result.arrivals.unsent).toBe(0)
    expect(result.arrivals.intended).toBeGreaterThan(390)
    expect(result.arrivals.intended).toBeLessThan(lastedMs / 2 + 50)
  })

  it('ramps: most requests are due in the second half', async () => {
    server = await startStallingServer()
    const { operations, result } = await load({ ratePerSecond: 1, rampToPerSecond: 999 })
    expect(result.arrivals.intended).toBe(200)
    const due = operations.map(({ intendedMicros }) => intendedMicros as number).toSorted((a, b) => a - b)
    const half = (due[0] as number) + 200_000
    expect(due.filter((micros) => micros > half).length).toBe(149)
  })

  it('adds a stall to the latency of every request due during it, while service time shows it only for the requests under way', async () => {
    server = await startStallingServer({ stall: { atRequest: 60, ms: 500 } })
    const { operations } = await load({ durationSeconds: 1, connections: 2 })
    const corrected = over(100, operations.map(latencyMs))
    const uncorrected = over(100, operations.map(serviceMs))
    expect(uncorrected).toBeGreaterThan(0)
    expect(corrected).toBeGreaterThan(10 * uncorrected)
    const heldBack = operations.filter(({ heldBackMicros = 0 }) => heldBackMicros > 100_000)
    expect(heldBack.length).toBeGreaterThan(10 * uncorrected)
  })

  it('does not count waiting that a stall causes as its own lateness', async () => {
    server = await startStallingServer({ stall: { atRequest: 60, ms: 500 } })
    const { operations } = await load({ durationSeconds: 1, connections: 2 })
    const heldBack = operations.map(({ heldBackMicros = 0 }) => heldBackMicros)
    const errors = operations.map(
      ({ startMicros, intendedMicros = 0, heldBackMicros = 0 }) => startMicros - intendedMicros - heldBackMicros,
    )
    expect(Math.min(...errors)).toBeGreaterThanOrEqual(0)
    expect(sum(errors)).toBeLessThan(sum(heldBack) / 3)
  })

  it('never has more requests under way than connections', async () => {
    server = await startStallingServer({ stall: { atRequest: 20, ms: 100 } })
    const { operations } = await load({ connections: 3 })
    const edges = operations.flatMap(({ startMicros, endMicros }) => [
      { at: startMicros, by: 1 },
      { at: endMicros, by: -1 },
    ])
    let underWay = 0
    const counts = edges.toSorted((a, b) => a.at - b.at || a.by - b.by).map(({ by }) => (underWay += by))
    expect(Math.max(...counts)).toBe(3)
  })

  it('counts requests that still wait at the end of the window as unsent', async () => {
    server = await startStallingServer({ stall: { atRequest: 50, ms: 600 } })
    const { operations, result } = await load({ connections: 5 })
    expect(result.arrivals.intended).toBe(200)
    expect(result.arrivals.unsent).toBeGreaterThan(100)
    expect(result.arrivals.intended - result.arrivals.unsent).toBe(operations.length)
    expect(operations.every(({ outcome }) => outcome === 'ok')).toBe(true)
    expect(result.endMicros).toBeGreaterThan(result.windowEndMicros)
  })

  it('lets a user think between an answer and its next request', async () => {
    server = await startStallingServer()
    const { operations, result } = await load({ users: 10, thinkMs: 100, followUps: 50, durationSeconds: 1 })
    for (let user = 1; user <= 10; user += 1) {
      const own = operations.filter((operation) => operation.user === `user-${user}`)
      expect(own.length).toBeGreaterThan(1)
      for (const [index, { startMicros }] of own.entries()) {
        const before = own[index - 1]
        if (before) expect(startMicros - before.endMicros).toBeGreaterThanOrEqual(100_000)
      }
    }
    expect(result.arrivals.unsent).toBeGreaterThanOrEqual(400) // ten users, at most ten requests each
  })

  it('gives each user the same operations in the same order for the same seed, however fast the answers', async () => {
    const stepsByUser = async () => {
      const { operations } = await load({ users: 20, durationSeconds: 0.6, followUps: 7 })
      await server.close()
      const inOrder = operations.toSorted((a, b) => a.startMicros - b.startMicros)
      return (user: string) =>
        inOrder.filter((operation) => operation.user === user).map(({ kind, item }) => `${kind} ${item ?? ''}`)
    }
    server = await startStallingServer()
    const first = await stepsByUser()
    server = await startStallingServer({ stall: { atRequest: 30, ms: 150 } })
    const second = await stepsByUser()
    let compared = 0
    for (let user = 1; user <= 20; user += 1) {
      const [one, other] = [first(`user-${user}`), second(`user-${user}`)]
      const common = Math.min(one.length, other.length)
      compared += common
      expect(one.slice(0, common)).toEqual(other.slice(0, common))
    }
    expect(compared).toBeGreaterThan(100)
  })
})

describe('load by arrival rate, on errors', () => {
  it('records an unknown outcome for a request that was cut or not answered', async () => {
    server = await startStallingServer({ instead: (_response, request) => request % 10 === 7 })
    const { operations } = await load({ durationSeconds: 0.1, timeoutSeconds: 1 })
    const unanswered = operations.filter(({ reason }) => reason === 'no-answer')
    expect(operations.length).toBe(50)
    expect(unanswered.length).toBe(5)
    for (const { outcome, status } of unanswered) expect({ outcome, status }).toEqual({ outcome: 'info' })
    await server.close()
    const cut = (response: { destroy(): void }) => Boolean(response.destroy() ?? true)
    server = await startStallingServer({ instead: cut })
    const { operations: all } = await load({ durationSeconds: 0.1 })
    expect(all.length).toBe(50)
    for (const { outcome, reason } of all)
      expect({ outcome, reason }).toEqual({ outcome: 'info', reason: 'ECONNRESET' })
  })

  it('resends a request that is reset on a used connection, and records that', async () => {
    // Far between, so that none hits what is being sent once more; of two connections one could be fresh by chance.
    const closeUnderIt = (response: ServerResponse, request: number) =>
      request > 20 && request % 50 === 3 && Boolean(response.destroy())
    server = await startStallingServer({ instead: closeUnderIt })
    const controller = new AbortController()
    const operations: Omit<Operation, 'type' | 'segment'>[] = []
    const loading = load({ durationSeconds: 60, connections: 1 }, controller, operations)
    const resent = () => operations.filter(({ resent, outcome }) => resent && outcome === 'ok')
    await expect.poll(() => resent().length).toBeGreaterThan(4)
    controller.abort()
    await loading
    expect(operations.filter(({ reason }) => reason === 'ECONNRESET')).toEqual([])
  })

  it('gives up on an address that refuses connections, and keeps the attempts', async () => {
    server = await startStallingServer()
    const { origin } = server
    await server.close()
    for (const figures of [{ durationSeconds: 60 }, { durationSeconds: 0.02 }]) {
      const operations: Omit<Operation, 'type' | 'segment'>[] = []
      const failure = await load(figures, { origin }, operations).catch((error: Error) => error)
      expect(failure).toBeInstanceOf(LoadError)
      expect((failure as Error).message).toMatch(/refused \d+ connections in a row/)
      expect(operations.length).toBeGreaterThan(5)
      expect(operations[0]).toMatchObject({ outcome: 'fail', reason: 'ECONNREFUSED' })
    }
  })

  it('ends at once when aborted; what was under way is cut, and what was not due yet is not counted', async () => {
    server = await startStallingServer({ stall: { atRequest: 20, ms: 60_000 } })
    const controller = new AbortController()
    const loading = load({ durationSeconds: 60, connections: 50 }, controller)
    await expect.poll(() => seenBy(server)).toBe(70)
    controller.abort()
    const { operations, result } = await loading
    const cut = operations.filter(({ reason }) => reason === 'cut-by-harness')
    expect(cut.length).toBe(50)
    expect(cut[0]).toMatchObject({ outcome: 'info' })
    expect(result.arrivals.intended).toBeLessThan(10_000)
    expect(result.arrivals.intended - result.arrivals.unsent).toBe(operations.length)
  })

  it('does nothing where it was aborted before', async () => {
    server = await startStallingServer()
    const { operations, result } = await load({}, { signal: AbortSignal.abort() })
    expect(operations).toEqual([])
    expect(result.arrivals.unsent).toBeLessThan(200)
  })

  it('leaves no connection, and has counted every byte', async () => {
    server = await startStallingServer()
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocket')).length
    const before = sockets()
    const { result } = await load({})
    await expect.poll(() => server.connections()).toBe(0)
    await expect.poll(sockets).toBe(before)
    expect(server.bytes).toEqual({ received: result.bytesSent, sent: result.bytesReceived })
  })
})
