import { afterAll, expect, test } from 'vitest'
import { logIn } from '../strategies/client.fixture.ts'
import { buildStatusApp } from './status.ts'
import { createTestReplicas } from './testing/replica.fixture.ts'

const replicas = createTestReplicas()
afterAll(() => replicas.close())

test('the status pages show the number of sessions and the resources of the replica', async () => {
  const { app, modes } = await replicas.build({ modes: { memory: 'memory', sticky: 'memory', jwt: 'jwt' } })
  await logIn(app, 'memory', 'cookie', 'alice')
  const pages = buildStatusApp('replica-1', modes)
  const status = (await pages.inject('/status')).json()
  expect(status).toMatchObject({
    replica: 'replica-1',
    pid: process.pid,
    modes: {
      memory: { strategy: 'memory', sessions: 1 },
      sticky: { strategy: 'memory', sessions: 0 },
      jwt: { strategy: 'jwt', sessions: null },
    },
  })
  for (const number of [status.cpuMicros.user, status.memoryBytes.rss, status.uptimeSeconds])
    expect(number).toBeGreaterThan(0)
  const metrics = await pages.inject('/metrics')
  expect(metrics.headers['content-type']).toMatch(/^text\/plain/)
  expect(metrics.body).toMatch(/^lab_sessions_held\{mode="memory",strategy="memory",replica="replica-1"\} 1$/m)
  await pages.close()
})
