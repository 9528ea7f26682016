/** Every fault on a real stack: its own consequence is seen, and it heals. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import type { Replica, Stack, Topology } from '../../stack/stack.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import { reactionOf } from '../probes/part-probe.ts'
import { seededRandom } from '../random.ts'
import { confirmationOf } from './confirmation.ts'
import type { Fault } from './fault.ts'
import { type FaultName, faultNames, faults } from './registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'confirmation-test-'))
const topology: Topology = {
  replicas: 3,
  modes: ['memory', 'redis', 'cluster', 'jwt'],
  virtualUsers: { count: 3, password: 'secret' },
  links: ['redis', 'peers', 'replicas'],
}
let stack: Stack
let pair: Stack
beforeAll(async () => {
  const tools = await findTools()
  stack = await startProcesses(topology, { tools, logs: join(folder, 'one') })
  const failover = { ...topology, replicas: 1, modes: ['redis'], links: [], redisFailover: true }
  pair = await startProcesses(failover, { tools, logs: join(folder, 'pair') })
})
afterAll(async () => {
  await Promise.all([stack?.stop(), pair?.stop()])
  rmSync(folder, { recursive: true })
})

const parameters: Partial<Record<FaultName, Record<string, unknown>>> = {
  'clock-skew': { seconds: 30 },
  'rotate-keys': { overlap: false },
  'slow-redis': { latencyMs: 300 },
  'slow-replica': { latencyMs: 300 },
}
const context = {
  random: seededRandom(1),
  path: '/memory/me',
  pause: (seconds: number) => sleep(seconds * 1_000),
}
const never = new AbortController().signal

describe('a fault on real parts', () => {
  it.each(faultNames)('%s is confirmed by its own consequence, and heals', async (name) => {
    const fault: Fault = faults[name]
    const injected = await fault.inject(name === 'failover-redis' ? pair : stack, parameters[name] ?? {}, context)
    try {
      expect(await confirmationOf(injected, never)).toMatchObject({ outcome: 'confirmed' })
    } finally {
      await injected.heal()
    }
  })
})

describe('a replica', () => {
  it('that is killed while it starts stays dead until the fault is healed', async () => {
    const replica = stack.replicas[0] as Replica
    await replica.kill()
    const start = replica.start()
    await sleep(50)
    await replica.kill()
    await start
    await sleep(300)
    expect(await reactionOf(`${replica.statusOrigin}/status`)).toBe('refuses')
    await replica.start()
    expect(await reactionOf(`${replica.statusOrigin}/status`)).toBe('answers')
  })
})
