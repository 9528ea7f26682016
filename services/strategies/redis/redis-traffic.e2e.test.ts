import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BuiltReplica } from '../../replica/app.ts'
import { buildStatusApp } from '../../replica/status.ts'
import { createTestReplicas } from '../../replica/testing/replica.fixture.ts'
import { logIn } from '../client.fixture.ts'
import type { StoreStatus } from '../strategy.ts'
import { startTestRedis, type TestRedis } from './redis.fixture.ts'

let redis: TestRedis
let observer: Redis
let replica: BuiltReplica
const replicas = createTestReplicas()
const modes = { redis: 'redis', 'redis-atomic': 'redis-atomic', 'jwt-denylist': 'jwt-denylist', memory: 'memory' }
beforeAll(async () => {
  redis = await startTestRedis()
  observer = new Redis(redis.address, { retryStrategy: () => 50 })
  observer.on('error', () => {}) // the server is killed below
  replica = await replicas.build({ modes, redis: redis.address })
})
afterAll(async () => {
  observer.disconnect()
  await replicas.close()
  await redis.close()
})

async function storeOf(mode: string): Promise<StoreStatus> {
  const pages = buildStatusApp('replica-1', replica.modes)
  const { store } = (await pages.inject('/status')).json().modes[mode]
  await pages.close()
  return store
}

const visit = async (mode: string) => {
  const alice = await logIn(replica.app, mode, mode === 'jwt-denylist' ? 'token' : 'cookie', 'alice')
  for (let round = 0; round < 20; round += 1) {
    await alice.get('/me')
    await alice.send('POST', '/cart', { item: `item-${round}` })
  }
  await alice.send('POST', '/logout')
}

/** Calls as Redis counts them: scripts, and also the commands inside them. */
async function callsOf(names: RegExp): Promise<number> {
  const calls = [...(await observer.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
  return calls.filter(([, name]) => names.test(name as string)).reduce((sum, [, , count]) => sum + Number(count), 0)
}

describe('commands and bytes on the status page', () => {
  test('equal the counts of Redis', async () => {
    await visit('redis') // makes the connection
    const before = await storeOf('redis')
    await observer.config('RESETSTAT')
    await visit('redis')
    const { commands } = await storeOf('redis')
    expect(commands - before.commands).toBe(await callsOf(/^(?!config|info)/))
    expect(commands - before.commands).toBeGreaterThan(60)
  })

  test('count a script as one command, however it is sent', async () => {
    await visit('redis-atomic')
    const before = await storeOf('redis-atomic')
    await observer.config('RESETSTAT')
    const alice = await logIn(replica.app, 'redis-atomic', 'cookie', 'alice')
    await alice.send('POST', '/logout')
    // Two scripts, and a read of the session before the second.
    expect((await storeOf('redis-atomic')).commands - before.commands).toBe(3)
    expect(await callsOf(/^eval/)).toBe(2)
  })

  test('are bytes at the socket, and grow with each request', async () => {
    const before = await storeOf('redis')
    const net = async () => {
      const [, received, sent] = /total_net_input_bytes:(\d+)\s+total_net_output_bytes:(\d+)/.exec(
        await observer.info('stats'),
      ) as string[]
      return { received: Number(received), sent: Number(sent) }
    }
    const start = await net()
    await visit('redis')
    const [end, after] = [await net(), await storeOf('redis')]
    // Without the observer's own command and its reply.
    expect(end.received - start.received - (after.bytesSent - before.bytesSent)).toBeLessThan(100)
    expect(end.received - start.received).toBeGreaterThanOrEqual(after.bytesSent - before.bytesSent)
    expect(end.sent - start.sent).toBeGreaterThanOrEqual(after.bytesReceived - before.bytesReceived)
    expect(after.bytesReceived - before.bytesReceived).toBeGreaterThan(1_000)
  })

  test('exist for each strategy with a store, and for no other', async () => {
    await visit('jwt-denylist')
    expect((await storeOf('jwt-denylist')).commands).toBeGreaterThan(40)
    expect(await storeOf('memory')).toBeUndefined()
  })

  test('continue after a lost connection', async () => {
    const before = await storeOf('redis')
    await redis.kill()
    await vi.waitFor(async () =>
      expect((await logIn(replica.app, 'redis', 'cookie', 'alice')).login.statusCode).toBe(503),
    )
    const down = await storeOf('redis')
    expect(down.bytesSent).toBeGreaterThanOrEqual(before.bytesSent)
    await redis.start()
    await vi.waitFor(async () =>
      expect((await logIn(replica.app, 'redis', 'cookie', 'alice')).login.statusCode).toBe(200),
    )
    const after = await storeOf('redis')
    expect(after.bytesSent).toBeGreaterThan(down.bytesSent)
    expect(after.bytesReceived).toBeGreaterThan(down.bytesReceived)
    expect(after.commands).toBeGreaterThan(down.commands)
  })
})
