/**
 * The stacks of a run: one, or, in a sweep, one for each number of replicas. They are up side by side and take turns, so that
 * every number of replicas is measured in every trial; whoever's turn it is not idles.
 */

import type { LinkKind, Stack, Topology } from '../stack/stack.ts'
import type { Fault } from './faults/fault.ts'
import { faults } from './faults/registry.ts'
import { accountsPassword } from './load/virtual-users.ts'
import { loadOf, type Scenario } from './scenarios/scenario.ts'

/** By number of replicas. */
export type Stacks = ReadonlyMap<number, Stack>

/** Starts them one after the other. @throws what the launcher throws; those that were up by then are stopped */
export async function launchStacks(
  scenario: Scenario,
  counts: readonly number[],
  launch: (replicas: number, topology: Topology) => Promise<Stack>,
): Promise<Stacks> {
  const stacks = new Map<number, Stack>()
  try {
    for (const replicas of counts) {
      const topology = topologyOf(scenario, replicas)
      const isLast = replicas === counts.at(-1) // Not before all are up: it would be in their way.
      const ballast = scenario.sweep !== undefined && isLast
      stacks.set(replicas, await launch(replicas, { ...topology, ...(ballast && { ballast }) }))
    }
  } catch (error) {
    await stopStacks(stacks)
    throw error
  }
  return stacks
}

export async function stopStacks(stacks: Stacks): Promise<void> {
  await Promise.all([...stacks.values()].map((stack) => stack.stop()))
}

function topologyOf(scenario: Scenario, replicas: number): Topology {
  const users = Math.max(...scenario.modes.map((mode) => loadOf(scenario, mode).users))
  return {
    ...scenario.topology,
    replicas,
    modes: scenario.modes,
    virtualUsers: { count: scenario.sweep === undefined ? users : users * replicas, password: accountsPassword },
    links: linksFor(scenario),
  }
}

/** Those that the scenario's faults disturb, and no others: a link costs throughput. */
function linksFor({ timeline = [] }: Scenario): LinkKind[] {
  const used: readonly Fault[] = timeline.map(({ fault }) => faults[fault])
  return [...new Set(used.flatMap(({ links = [] }) => links))]
}
