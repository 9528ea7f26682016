/** With how many replicas a scenario is run: with one number of them, or, in a sweep, with each from 1 upwards. */

import type { Scenario } from './scenario.ts'
import type { Problem } from './schema-problems.ts'

/**
 * What replicas may take of the machine in a sweep: the rest is for the client, the load balancer and the store, which for each
 * request take a little more processor time than a replica whose code is compiled.
 */
const shareForReplicas = 0.4

/** @param cpus processors of the machine: their quotas must leave room for whoever asks the replicas */
export function replicaCounts({ sweep, topology }: Scenario, cpus: number): readonly number[] {
  const { replicas, cpuPerReplica } = topology
  if (sweep === undefined) return [replicas]
  const room = cpuPerReplica === undefined ? replicas : Math.floor((shareForReplicas * cpus) / cpuPerReplica + 1e-9)
  const most = Math.max(1, Math.min(replicas, room))
  return Array.from({ length: most }, (_, index) => index + 1)
}

/** Why a sweep ends before the number that the scenario names; undefined where it does not. */
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
 * What a schema cannot say of a sweep: the limit of so many replicas shows only where each gets all the load it can do.
 * @param value what may be a scenario: the schema reports whatever else is wrong with it
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
