/** Races of one session's requests on two replicas, for `redis` (which loses updates) and `redis-atomic`. */
import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { logIn, type TestClient } from '../client.fixture.ts'

/** Two replicas that share a Redis. */
export type Pair = readonly [FastifyInstance, FastifyInstance]

const appendOn = (client: TestClient, item: string, replica: FastifyInstance) =>
  client.send('POST', '/cart', { item }, replica)

/**
 * Appends two items at once, one on each replica, until both were acknowledged `pairs` times; returns how many of those
 * items are missing. On a busy machine a write may time out and be refused (503): that pair does not count.
 */
export async function countLostUpdates(replicas: Pair, mode: string, pairs: number): Promise<number> {
  const perSession = 50
  let [lost, done, refused] = [0, 0, 0]
  while (done < pairs) {
    const alice = await logIn(replicas[0], mode, 'cookie', 'alice')
    const acknowledged: string[] = []
    for (let pair = 0; pair < perSession && done < pairs; pair += 1) {
      const items = [`left-${pair}`, `right-${pair}`] as const
      const answers = await Promise.all([
        appendOn(alice, items[0], replicas[0]),
        appendOn(alice, items[1], replicas[1]),
      ])
      const bothDone = answers.every(({ statusCode }) => statusCode === 200)
      if (bothDone) acknowledged.push(...items)
      if (bothDone) done += 1
      else refused += 1
    }
    const kept = new Set((await alice.get('/cart')).json().items)
    lost += acknowledged.filter((item) => !kept.has(item)).length
    if (refused > pairs / 10) throw new Error(`${refused} pairs were refused`)
  }
  return lost
}

/** The outcome of a logout that raced a slow write of the same session. */
export interface RacedLogout {
  readonly slowWrite: LightMyRequestResponse
  /** Status of `GET /me` with the old cookie, after both were answered. */
  readonly afterwards: number
  /** Whether either replica accepts the old cookie now. */
  isAlive(): Promise<boolean>
}

/**
 * Sends a write whose body is incomplete, logs the session out on the other replica, and then completes the body: the first
 * replica authenticates the write before the logout and answers it afterwards.
 */
export async function raceLogout(replicas: Pair, mode: string): Promise<RacedLogout> {
  const alice = await logIn(replicas[0], mode, 'cookie', 'alice')
  const body = new PassThrough()
  const slow = replicas[0].inject({
    method: 'POST',
    url: `/${mode}/cart`,
    headers: { ...alice.credential(), 'content-type': 'application/json' },
    payload: body,
  })
  body.write('{"item":')
  // The race is whether the slow write is authenticated before the logout; most are, and those count.
  for (let turns = 0; turns < 20; turns += 1) await turn()
  const logout = await alice.send('POST', '/logout', undefined, replicas[1])
  if (logout.statusCode !== 204) throw new Error(`logout answered ${logout.statusCode}`)
  body.end('"late"}')
  const slowWrite = await slow
  const statusOn = async (replica: FastifyInstance) => (await alice.get('/me', replica)).statusCode
  const isAlive = async () => (await Promise.all(replicas.map(statusOn))).includes(200)
  return { slowWrite, afterwards: await statusOn(replicas[1]), isAlive }
}
