/** The numbers of replicas with which a scenario runs: one number, or, in a sweep, each number from 1 upwards. */

import type { Scenario } from './scenario.ts'
import type { Problem } from './schema-problems.ts'

/**
 * The replicas' share of the machine in a sweep. The rest is for client, load balancer and store: together they use slightly
 * more CPU time for each request than a replica with compiled code.
 */
const shareForReplicas = 0.4

/** @param cpus processors of the machine: the replicas' quotas must leave room for client, load balancer and store */
export function replicaCounts({ sweep, topology }: Scenario, cpus: number): readonly number[] {
  const { replicas, cpuPerReplica } = topology
  if (sweep === undefined) return [replicas]
  const room = cpuPerReplica === undefined ? replicas : Math.floor((shareForReplicas * cpus) / cpuPerReplica + 1e-9)
  const most = Math.max(1, Math.min(replicas, room))
  return Array.from({ length: most }, (_, index) => index + 1)
}

/** Why a sweep ends before the scenario's number of replicas; undefined if it does not. */
export function endOfRoom(scenario: Scenario, cpus: number): string | undefined {
  const most = Math.max(...replicaCounts(scenario, cpus))
  const { replicas, cpuPerReplica = 0 } = scenario.topology
  if (most >= replicas) return undefined
  return (
    `the curve ends at ${most} of ${replicas} replicas: the quotas of more (${cpuPerReplica} CPU each) would leave less than ` +
    `${Math.round((1 - shareForReplicas) * 100)} % of ${cpus} cores to client, load balancer and store`
  )
}

/**
 * Checks of a sweep beyond the schema: a sweep measures the maximum throughput, so it needs a saturating load without faults.
 * @param value an unvalidated scenario: the schema reports all other problems
 */
export function sweepProblems(value: unknown): Problem[] {
  const { sweep, timeline, load, perMode } = (value ?? {}) as Partial<Scenario>
  if (sweep === undefined) return []
  const rates = [
    { keys: ['load', 'ratePerSecond'], rate: load?.ratePerSecond },
    ...Object.entries(perMode ?? {}).map(([mode, own]) => ({
      keys: ['perMode', mode, 'load', 'ratePerSecond'],
      rate: own?.load?.ratePerSecond,
    })),
  ].filter(({ rate }) => rate !== undefined)
  return [
    ...rates.map(({ keys }) => ({ keys, message: `${keys.join('.')} does not go with sweep: leave one of them out` })),
    ...(timeline === undefined ? [] : [{ keys: ['timeline'], message: 'a sweep has no faults: leave timeline out' }]),
  ]
}
