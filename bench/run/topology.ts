/** The topology of a run: what its scenario sets, and what its modes and faults need. */

import type { LinkKind, Topology } from '../../stack/stack.ts'
import type { Fault } from '../faults/fault.ts'
import { faults } from '../faults/registry.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { loadOf, type Scenario } from '../scenarios/scenario.ts'

/**
 * In a sweep all replicas are up from the start, and the first so many are used: the same processes, whose code is compiled, with
 * each number.
 *
 * @param counts the number of replicas, or, in a sweep, all numbers to be tried
 */
export function topologyOf(scenario: Scenario, counts: readonly number[]): Topology {
  const users = Math.max(...scenario.modes.map((mode) => loadOf(scenario, mode).users))
  const replicas = Math.max(...counts)
  const isSweep = scenario.sweep !== undefined
  return {
    ...scenario.topology,
    replicas,
    modes: scenario.modes,
    virtualUsers: { count: isSweep ? users * replicas : users, password: accountsPassword },
    links: linksFor(scenario),
    ...(isSweep && { sweep: true }),
  }
}

/** Only the links that the scenario's faults disturb, because a link costs throughput. */
function linksFor({ timeline = [] }: Scenario): LinkKind[] {
  const used: readonly Fault[] = timeline.map(({ fault }) => faults[fault])
  return [...new Set(used.flatMap(({ links = [] }) => links))]
}
