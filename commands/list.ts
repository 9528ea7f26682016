/** `lab list`: everything that can be named on the command line or in a scenario, read from the registries. */

import { Command } from 'commander'
import { checkers } from '../analysis/anomalies/registry.ts'
import type { Fault } from '../bench/faults/fault.ts'
import { faults } from '../bench/faults/registry.ts'
import { workloads } from '../bench/load/workloads/registry.ts'
import { builtInScenarios, loadScenario } from '../bench/scenarios/scenario-file.ts'
import { type Policy, policies } from '../loadbalancer/registry.ts'
import { modes } from '../modes.ts'
import { strategies } from '../services/strategies/registry.ts'

type Summaries = Readonly<Record<string, { readonly summary: string }>>

export function list(): Command {
  return new Command('list')
    .description('scenarios, modes, strategies, policies, checks, workloads and faults')
    .action(async () => {
      const names = await builtInScenarios()
      const scenarios = Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await loadScenario(name)] as const)),
      )
      const pairs = Object.fromEntries(
        Object.entries(modes).map(([name, { strategy, policy, summary }]) => [
          name,
          { summary: `${strategy} × ${policy}: ${summary}` },
        ]),
      )
      process.stdout.write(
        [
          section('Scenarios (lab run NAME)', scenarios),
          section('Modes (--modes a,b; any other pair is written strategy-policy, e.g. memory-ip-hash)', pairs),
          section('Strategies: how a replica knows who is asking', strategies),
          section('Policies: how nginx picks the replica', Object.fromEntries(Object.entries(policies).map(described))),
          section('Checks: what can go wrong with a session', checkers),
          section('Workloads: what virtual users do', workloads),
          section('Faults: what a timeline can do to the stack', Object.fromEntries(Object.entries(faults).map(told))),
        ].join('\n'),
      )
    })
}

/** A policy, with the nginx that it needs where not every one will do. */
function described([name, { summary, since }]: [string, Policy]): [string, Summaries[string]] {
  return [name, { summary: since === undefined ? summary : `${summary} (needs nginx ${since} or later)` }]
}

/** A fault, and what a timeline may say of it besides `at` and `for`. */
function told([name, { summary, parameters }]: [string, Fault]): [string, Summaries[string]] {
  const names = Object.keys(parameters.properties)
  return [name, { summary: names.length === 0 ? summary : `${summary} (${names.join(', ')})` }]
}

function section(title: string, entries: Summaries): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length)) + 2
  const lines = Object.entries(entries).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`)
  return [title, ...lines, ''].join('\n')
}
