/** Neither the answer nor the cost of a refused login reveals whether an account exists. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

/** The cost parameters of each computed hash, independent of the machine's speed. */
const costs = vi.hoisted((): { memory: number; passes: number; parallelism: number }[] => [])
vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>()
  const argon2: typeof crypto.argon2 = (algorithm, parameters, callback) => {
    const { memory, passes, parallelism } = parameters
    costs.push({ memory, passes, parallelism })
    crypto.argon2(algorithm, parameters, callback)
  }
  return { ...crypto, argon2 }
})
const { createTestReplicas } = await import('./testing/replica.fixture.ts')

const replicas = createTestReplicas()
let app: Awaited<ReturnType<typeof replicas.build>>['app']
beforeAll(async () => {
  app = (await replicas.build({ modes: { memory: 'memory', jwt: 'jwt', basic: 'basic' } })).app
})
afterAll(() => replicas.close())

const logIn = (mode: string, username: string) =>
  app.inject({ method: 'POST', url: `/${mode}/login`, body: { username, password: 'wrong' } })
const ask = (username: string) => {
  const authorization = `Basic ${Buffer.from(`${username}:wrong`).toString('base64')}`
  return app.inject({ url: '/basic/me', headers: { authorization } })
}

describe('a wrong password for a known and for an unknown user', () => {
  test.each([
    ['at the login of memory', (name: string) => logIn('memory', name)],
    ['at the login of jwt', (name: string) => logIn('jwt', name)],
    ['at each request of basic', ask],
  ])('costs one hash of the same size, and gets the same answer, %s', async (_where, attempt) => {
    const seen = { known: new Set<string>(), unknown: new Set<string>() }
    for (let round = 0; round < 10; round += 1) {
      for (const [kind, name] of [
        ['known', 'alice'],
        ['unknown', `nobody-${round}`],
      ] as const) {
        costs.length = 0
        const { statusCode, headers, body } = await attempt(name)
        const { date, ...rest } = headers
        seen[kind].add(JSON.stringify({ statusCode, rest, body, costs }))
      }
    }
    expect(seen.known.size).toBe(1)
    expect(seen.unknown).toEqual(seen.known)
    expect(costs).toEqual([{ memory: 19_456, passes: 2, parallelism: 1 }])
  })
})
