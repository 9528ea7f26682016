/** `lab list`: every name that the command line and scenario files accept, read from the registries. */

import { Command } from 'commander'
import { anomalyTexts } from '../analysis/anomalies/registry.ts'
import type { Fault } from '../bench/faults/fault.ts'
import { faults } from '../bench/faults/registry.ts'
import { workloads } from '../bench/load/workloads/registry.ts'
import { builtInScenarios, loadScenario } from '../bench/scenarios/scenario-file.ts'
import { type Policy, policies } from '../loadbalancer/registry.ts'
import { modes } from '../modes.ts'
import { strategies } from '../services/strategies/registry.ts'

interface Entry {
  readonly name: string
  readonly summary: string
}

export function list(): Command {
  return new Command('list')
    .description('list scenarios, modes, strategies, policies, checks, workloads and faults')
    .action(async () => {
      const sections = [
        section('Scenarios (npx lab run <scenario>)', await scenarioEntries()),
        section(
          'Modes: a strategy behind a policy (--modes a,b; any other pair is <strategy>-<policy>, e.g. memory-ip-hash)',
          Object.entries(modes).map(([name, { strategy, policy, summary }]) => ({
            name,
            summary: `${strategy} × ${policy}: ${summary}`,
          })),
        ),
        section('Strategies: where a session lives, and what the client sends', entriesOf(strategies)),
        section('Policies: how nginx picks the replica', Object.entries(policies).map(policyEntry)),
        section('Checks: what every run looks for', entriesOf(anomalyTexts(({ check }) => check))),
        section('Workloads: what virtual users do (workload: in a scenario)', entriesOf(workloads)),
        section(
          'Faults: what a scenario can do to the stack (fault: in its timeline, with the parameters and their defaults in parentheses)',
          Object.entries(faults).map(faultEntry),
        ),
      ]
      process.stdout.write(sections.join('\n'))
    })
}

async function scenarioEntries(): Promise<Entry[]> {
  const names = await builtInScenarios()
  return Promise.all(names.map(async (name) => ({ name, summary: (await loadScenario(name)).summary })))
}

function entriesOf(registry: Readonly<Record<string, { readonly summary: string }>>): Entry[] {
  return Object.entries(registry).map(([name, { summary }]) => ({ name, summary }))
}

function policyEntry([name, { summary, since }]: [string, Policy]): Entry {
  return { name, summary: since === undefined ? summary : `${summary} (needs nginx ${since} or later)` }
}

function faultEntry([name, { summary, parameters }]: [string, Fault]): Entry {
  const settings = Object.entries(parameters.properties).map(
    ([key, { default: value }]: [string, { default?: unknown }]) =>
      value === undefined ? key : `${key}: ${String(value)}`,
  )
  return { name, summary: settings.length === 0 ? summary : `${summary} (${settings.join(', ')})` }
}

/** A title, and a line for each entry; on a terminal, long summaries are wrapped beside their names. */
function section(title: string, entries: readonly Entry[]): string {
  const indent = Math.max(...entries.map(({ name }) => name.length)) + 4
  const width = (process.stdout.columns ?? Number.POSITIVE_INFINITY) - indent
  const lines = entries.map(({ name, summary }) => {
    const text = wrapped(summary, Math.max(width, 30)).join(`\n${' '.repeat(indent)}`)
    return `  ${name.padEnd(indent - 2)}${text}`
  })
  return [title, ...lines, ''].join('\n')
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
