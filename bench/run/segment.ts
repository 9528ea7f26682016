/** One segment: virtual users run the load on one mode and finish their sessions; all operations are recorded. */

import type { Stack } from '../../stack/stack.ts'
import type { Operation } from '../history/operation.ts'
import type { Keep } from '../history/recording.ts'
import type { ModeRecord } from '../history/records.ts'
import { runClosedLoad } from '../load/closed.ts'
import { type LoadParts, runLoad } from '../load/load.ts'
import { UserPool } from '../load/users/user-pool.ts'
import type { VirtualUser } from '../load/users/virtual-user.ts'
import { virtualUsers } from '../load/users/virtual-users.ts'
import type { Witness } from '../probes/credential-recorder.ts'
import { watchMachine } from '../probes/machine.ts'
import { replicaCost } from '../probes/replica-cost.ts'
import { readReplicaStatus } from '../probes/replica-status.ts'
import { watchStore } from '../probes/store-growth.ts'
import { seededRandom } from '../random.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { SegmentPlan } from './plan.ts'
import type { OnProgress } from './progress.ts'

/** What all segments of a run have in common. */
export interface Surroundings {
  readonly scenario: Scenario
  readonly stack: Stack
  readonly modes: Readonly<Record<string, ModeRecord>>
  /** The secret from which the replicas derive their keys: never recorded. */
  readonly secret: string
  readonly witness: Witness
  readonly keep: Keep
  readonly onProgress: OnProgress
  /** µs since the run's start. */
  readonly nowMicros: () => number
  /** Numbers the sessions of the whole run. */
  readonly nextSession: () => number
  readonly signal: AbortSignal
}

/** A segment's relation to its round. */
export interface RoundTerms {
  /** Whether a load by arrival rate may end when its time is over. */
  readonly mayEnd: () => boolean
  /** Whether others run at the same time. */
  readonly isShared: boolean
}

export async function runSegment(plan: SegmentPlan, on: Surroundings, { mayEnd, isShared }: RoundTerms): Promise<void> {
  const { segment, trial, mode, client, replicas, load } = plan
  const { scenario, stack, modes, nowMicros, signal, keep, onProgress } = on
  const { credential } = modes[mode] as ModeRecord
  const users = virtualUsers({ ...on, ...plan, credential, origin: stack.origin })
  const operations: Operation[] = []
  const parts: LoadParts = {
    origin: stack.origin,
    pool: new UserPool(users, seededRandom(scenario.seed + segment), load.thinkMs),
    nowMicros,
    signal,
    mayEnd,
    onOperation: (operation) => {
      operations.push({ type: 'operation', segment, ...operation })
      onProgress({ type: 'operation', refused: operation.status === 401 })
    },
  }
  const statusBefore = await readReplicaStatus(stack.replicas, mode)
  const storeSince = isShared ? undefined : await watchStore(stack)
  const machineSince = watchMachine(stack)
  const clientCpuBefore = process.cpuUsage()
  const startMicros = nowMicros()
  try {
    const result = await runLoad(load, parts)
    const { user, system } = process.cpuUsage(clientCpuBefore)
    const machine = machineSince()
    const statusAfter = await readReplicaStatus(stack.replicas, mode)
    const store = await storeSince?.()
    const spent = { clientCpuMicros: user + system, ...machine, ...replicaCost(statusBefore, statusAfter), ...store }
    const terms = {
      ...(load.logsInAgain && { logsInAgain: true as const }),
      ...(isShared && { shared: true as const }),
    }
    const length = { startMicros, ...result, connections: load.connections, ...terms }
    const what = { segment, trial, mode, client, ...(replicas !== undefined && { replicas }) }
    await keep([{ type: 'segment', ...what, ...length, ...spent }])
    if (load.ratePerSecond !== undefined) await finishSessions(users, parts, load.timeoutSeconds)
  } finally {
    await keep(operations)
  }
}

/** Open-loop load leaves sessions open: their final reads are sent now, while no other request is under way. */
async function finishSessions(users: readonly VirtualUser[], parts: LoadParts, timeoutSeconds: number): Promise<void> {
  const open = users.filter((user) => user.midSession)
  for (const user of open) user.wrapUp()
  const pool = new UserPool(open, seededRandom(0))
  pool.close()
  if (pool.empty || parts.signal.aborted) return
  const connections = Math.min(8, open.length)
  await runClosedLoad({ ...parts, pool, connections, windowMs: 0, minOperations: 1, timeoutSeconds })
}
