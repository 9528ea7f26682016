/** What the harness itself costs: virtual users against plain autocannon, on the same target through nginx. */

import { runClosedLoad } from '../bench/load/closed.ts'
import { UserPool } from '../bench/load/users/user-pool.ts'
import { virtualUsers } from '../bench/load/users/virtual-users.ts'
import { seededRandom } from '../bench/random.ts'
import { loadOf, type Scenario } from '../bench/scenarios/scenario.ts'
import type { Stack } from '../stack/stack.ts'

/** Requests per second by virtual users that log in and then read; operations are recorded as in a run. */
export async function harnessRate(stack: Stack, scenario: Scenario, mode: string, seconds: number): Promise<number> {
  const load = { ...loadOf(scenario, mode), users: 128, connections: 32, followUps: 200 }
  let sessions = 0
  const nextSession = () => sessions++
  const epoch = performance.now()
  const nowMicros = () => Math.round((performance.now() - epoch) * 1_000)
  const users = virtualUsers({
    scenario,
    segment: 0,
    mode,
    credential: 'token',
    client: 'frozen',
    load,
    origin: stack.origin,
    nextSession,
    nowMicros,
  })
  const operations: { readonly endMicros: number }[] = []
  const { windowEndMicros } = await runClosedLoad({
    origin: stack.origin,
    pool: new UserPool(users, seededRandom(1)),
    connections: load.connections,
    windowMs: seconds * 1_000,
    minOperations: 1,
    timeoutSeconds: 10,
    nowMicros,
    signal: new AbortController().signal,
    onOperation: (operation) => operations.push(operation),
  })
  const inWindow = operations.filter(({ endMicros }) => endMicros <= windowEndMicros)
  return (inWindow.length * 1e6) / windowEndMicros
}
