import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { logIn } from './client.fixture.ts'
import { testStrategy } from './contract.ts'

testStrategy('cluster', { keepsState: true, endsCredentials: true, seesNewRoles: true })
testStrategy('cluster-sync', { keepsState: true, endsCredentials: true, seesNewRoles: true })

describe.each(['cluster', 'cluster-sync'] as const)('strategy %s on two replicas', (mode) => {
  const replicas = createTestReplicas()
  const apps: FastifyInstance[] = []
  beforeAll(async () => {
    for (const replica of ['replica-1', 'replica-2']) {
      apps.push((await replicas.build({ modes: { [mode]: mode }, replica })).app)
    }
    await replicas.join()
  })
  afterAll(() => replicas.close())

  test('never restores a session that was logged out while its requests were in progress', async () => {
    for (let round = 0; round < 10; round++) {
      const alice = await logIn(apps[0] as FastifyInstance, mode, 'cookie', 'alice')
      await vi.waitFor(async () => expect((await alice.get('/me', apps[1])).statusCode).toBe(200))
      const requests = Array.from({ length: 100 }, (_, n) =>
        n === 50 ? alice.send('POST', '/logout') : alice.send('POST', '/cart', { item: `item-${n}` }, apps[n % 2]),
      )
      const answers = await Promise.all(requests)
      expect(answers.filter(({ statusCode }) => ![200, 204, 401].includes(statusCode))).toEqual([])
      await vi.waitFor(async () => {
        for (const app of apps) expect((await alice.get('/me', app)).json().reason).toBe('unknown-session')
      })
    }
  })
})
