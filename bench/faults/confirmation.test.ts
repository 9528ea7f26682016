import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import type { Link, LinkKind, Replica, Stack } from '../../stack/stack.ts'
import { seededRandom } from '../random.ts'
import { confirmationOf } from './confirmation.ts'
import type { Fault } from './fault.ts'
import { type FaultName, faultNames, faults } from './registry.ts'

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

async function serve(answer: RequestListener): Promise<{ address: string; close: () => void }> {
  const server = createServer(answer)
  // A line that is no HTTP is answered, too: it stands for Redis.
  server.on('clientError', (_, socket) => socket.end('-ERR\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  closing.push(close)
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const startedAtMs = Date.now()

/** A stack that answers as a healthy one does, and ignores every fault. */
async function deafStack() {
  const status = await serve((_, response) =>
    response.end(JSON.stringify({ startedAtMs, uptimeSeconds: (Date.now() - startedAtMs) / 1_000 })),
  )
  let asked = 0
  const balancer = await serve((_, response) =>
    response.setHeader('x-replica', `replica-${1 + (asked++ % 3)}`).end('{"revision":1}'),
  )
  const nothing = async () => {}
  const origin = `http://${status.address}`
  const parts = { kill: nothing, stop: nothing, pause: nothing, resume: nothing, start: nothing, configure: () => {} }
  const replicas = ['replica-1', 'replica-2', 'replica-3'].map(
    (name): Replica => ({
      ...parts,
      name,
      origin,
      statusOrigin: origin,
      settings: { clockOffsetSeconds: 0, tokenKeys: ['key-1'] },
    }),
  )
  const link = (kind: LinkKind, from: string, to: string): Link => ({
    ...{ kind, from, to, address: status.address, droppedBytes: 0 },
    ...{ addToxic: () => 'ignored', removeToxic: () => {}, enable: nothing, disable: nothing },
  })
  const node = { ...parts, hangUpOnCopies: nothing, isPromoted: nothing }
  const stack: Partial<Stack> = {
    origin: `http://${balancer.address}`,
    replicas,
    redis: parts,
    redisPair: { roles: async () => ({ primary: { ...node, name: 'redis-1' }, copy: { ...node, name: 'redis-2' } }) },
    links: [
      link('redis', 'replicas', 'redis'),
      link('peers', 'replica-2', 'replica-1'),
      link('replicas', 'load-balancer', 'replica-2'),
    ],
    storeBytes: async () => 1_000,
    addReplica: async () => ({ ...(replicas[0] as Replica), name: 'replica-4' }),
    removeReplica: nothing,
    drain: nothing,
    reloadLoadBalancer: nothing,
  }
  return { stack: stack as Stack, close: status.close }
}

const parameters: Partial<Record<FaultName, object>> = {
  'clock-skew': { seconds: 30 },
  'rotate-keys': { overlap: false, pauseSeconds: 0 },
  'rolling-deploy': { pauseSeconds: 0 },
  'slow-redis': { latencyMs: 300 },
  'slow-replica': { latencyMs: 300 },
}
const onOne = { replica: 'replica-2' }
const context = { random: seededRandom(1), pause: async () => {}, path: '/memory/me' }
const inject = (name: FaultName, stack: Stack) => {
  const fault: Fault = faults[name]
  const given = 'replica' in fault.parameters.properties ? onOne : {}
  return fault.inject(stack, { ...given, ...parameters[name] }, context)
}
const never = new AbortController().signal

describe('the confirmation of a fault', () => {
  it.concurrent.each(faultNames)('%s is not confirmed where the stack ignores it', async (name) => {
    const { stack } = await deafStack()
    const { outcome, because } = await confirmationOf(await inject(name, stack), never, 1_000)
    expect([outcome, because]).toEqual(['not-confirmed', undefined])
  })

  it.each(['kill-replica', 'restart-replica', 'scale-in'] as const)(
    '%s says that a replica was already down',
    async (name) => {
      const { stack, close } = await deafStack()
      close()
      const { outcome, because } = await confirmationOf(await inject(name, stack), never)
      expect([outcome, because]).toEqual(['not-confirmed', 'replica-2 was already down'])
    },
  )

  it('comes as soon as the consequence shows, with the time it took', async () => {
    let looks = 0
    const confirm = async () => ++looks === 3
    const { outcome, afterMicros } = await confirmationOf({ confirm }, never)
    expect([outcome, looks]).toEqual(['confirmed', 3])
    expect(afterMicros).toBeGreaterThan(90_000) // two pauses of 50 ms
  })

  it('is inconclusive where the consequence cannot be told, or the fault is healed before anything is observed', async () => {
    const confirm = () => Promise.reject(new Error('no answer'))
    expect((await confirmationOf({ confirm }, never, 100)).outcome).toBe('inconclusive')
    expect((await confirmationOf({ confirm: async () => true }, AbortSignal.abort())).outcome).toBe('inconclusive')
  })
})
