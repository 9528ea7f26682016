/**
 * Races of one session's requests at full size: pairs of writes at once, and logouts while a write is on its way.
 * `npx node benchmarks/races.ts [pairs] [logouts] [modes]`; fails where a mode does what it must not, or does not what it must.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { createTestReplicas } from '../services/replica/testing/replica.fixture.ts'
import { startTestRedis } from '../services/strategies/redis/redis.fixture.ts'
import { countLostUpdates, type Pair, raceLogout } from '../services/strategies/redis/redis-races.fixture.ts'

const [pairs, logouts] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 1_000)]
const modes = { redis: 'redis', 'redis-atomic': 'redis-atomic', cluster: 'cluster', 'cluster-sync': 'cluster-sync' }
const chosen = process.argv[4]?.split(',') ?? Object.keys(modes)
/** Modes that save whole sessions must lose in both races; otherwise the requests did not race. */
const loses = 'redis'
/** Longer than any replication lag: a credential accepted after this was restored, not just ended late. */
const settleMs = 2_000

const redis = await startTestRedis()
const replicas = createTestReplicas()
try {
  const build = async (replica: string) => (await replicas.build({ replica, modes, redis: redis.address })).app
  const pair: Pair = [await build('replica-1'), await build('replica-2')]
  await replicas.join()
  for (const mode of chosen) {
    // In `cluster` a write is read at once on the other replica, which may not have received it yet.
    const lost = mode === 'cluster' ? undefined : await countLostUpdates(pair, mode, pairs)
    const undone = await countUndoneLogouts(pair, mode)
    const items = lost === undefined ? '' : `${lost} of ${2 * pairs} items lost by ${pairs} pairs of writes, `
    console.log(`${mode.padEnd(12)} ${items}${undone} of ${logouts} logouts undone by a slow write`)
    if (mode === loses ? lost === 0 || undone === 0 : undone > 0 || (lost ?? 0) > 0) process.exitCode = 1
  }
} finally {
  await replicas.close()
  await redis.close()
}

async function countUndoneLogouts(pair: Pair, mode: string): Promise<number> {
  const races = []
  for (let race = 0; race < logouts; race += 1) races.push(await raceLogout(pair, mode))
  await sleep(settleMs)
  let undone = 0
  for (const { isAlive } of races) if (await isAlive()) undone += 1
  return undone
}
