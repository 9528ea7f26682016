import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { literalHistory, literalScenario } from '../history/literal-run.fixture.ts'
import { planOf } from '../run/plan.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { startAudits } from './post-audit.ts'

const { run } = literalHistory()

/** Posts 1 … count, newest first, a page of 20 at a time, as replicas answer them; `down` names the modes that are not served. */
let count = 0
let down: readonly string[] = []
/** Whether requests go to the replicas in turn, only every third of which knows the login. */
let forgets = false
let asked: string[] = []

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://replica')
  asked.push(`${request.method} ${pathname}`)
  const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body))
  if (down.some((mode) => pathname.startsWith(`/${mode}/`))) return answer(503, {})
  if (pathname.endsWith('/login')) return answer(200, { access_token: 'a token' })
  if (request.headers.authorization !== 'Bearer a token') return answer(401, {})
  if (forgets && asked.length % 3 !== 0) return answer(401, {})
  const newest = Math.min(count, Number(searchParams.get('before') ?? Number.POSITIVE_INFINITY) - 1)
  const ids = Array.from({ length: Math.min(20, newest) }, (_, index) => newest - index)
  return answer(200, { posts: ids.map((id) => ({ id, title: `post ${id}` })) })
})

beforeEach(async () => {
  count = 45
  down = []
  forgets = false
  asked = []
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

function audits(changes: Partial<Scenario> = {}) {
  const scenario: Scenario = { ...literalScenario, workload: 'posts', ...changes }
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { signal } = new AbortController()
  const audit = startAudits({
    scenario,
    modes: run.modes,
    stack: { origin },
    nowMicros: () => 7,
    signal,
    patienceMs: 300,
  })
  const round = planOf(scenario).filter(({ trial }) => trial === 1)
  return () => audit(round)
}

const titles = (newest: number, oldest: number) =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => `post ${newest - index}`)

describe('an audit', () => {
  it('reads all posts back, page by page, through one mode', async () => {
    expect(await audits()()).toEqual([{ type: 'audit', mode: 'memory', startMicros: 7, titles: titles(45, 1) }])
    expect(asked.every((line) => line.includes('/memory/'))).toBe(true)
  })

  it('reads the next time only what is new', async () => {
    const audit = audits()
    await audit()
    asked = []
    expect((await audit())[0]?.titles).toEqual([])
    expect(asked).toEqual(['POST /memory/login', 'GET /memory/posts'])
    count = 70
    expect((await audit())[0]?.titles).toEqual(titles(70, 46))
  })

  it('retries if a replica does not know the login', async () => {
    forgets = true
    expect((await audits()())[0]?.titles).toEqual(titles(45, 1))
  })

  it('uses another mode if one is down; if all are down it is skipped, and the next audit includes its posts', async () => {
    const audit = audits()
    down = ['memory', 'jwt']
    expect(await audit()).toEqual([])
    down = ['memory']
    expect(await audit()).toMatchObject([{ mode: 'jwt', titles: titles(45, 1) }])
  })

  it('sends no request if no mode of the round writes posts', async () => {
    expect(await audits({ workload: 'cart' })()).toEqual([])
    expect(asked).toEqual([])
    expect(await audits({ workload: 'cart', perMode: { jwt: { workload: 'posts' } } })()).toMatchObject([
      { mode: 'jwt' },
    ])
  })
})
