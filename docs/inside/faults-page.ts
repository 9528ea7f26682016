/** The reference page of the faults. */

import type { Fault } from '../../bench/faults/fault.ts'
import { faults } from '../../bench/faults/registry.ts'
import { code, linkTo, sentence, table } from './markdown-table.ts'
import type { NamedScenario } from './scenarios-page.ts'
import { type JsonSchema, typeOf } from './schema-types.ts'

/** What the topology must have, in words. */
const needs = {
  redis: 'a mode that uses Redis',
  'redis-failover': '`topology.redisFailover: true`',
  peers: 'a mode whose replicas talk to each other',
  tokens: 'a mode with tokens',
} as const satisfies Record<NonNullable<Fault['needs']>, string>

export function faultsPage(scenarios: readonly NamedScenario[]): string {
  return `\
# Faults: what a timeline can do to the stack

Each fault is one file in [bench/faults](../../bench/faults) and one entry in its [registry](../../bench/faults/registry.ts).
A scenario's \`timeline\` says when, in seconds after the start of each trial's load:
\`{ at: 3, fault: kill-replica, replica: replica-2, for: 1.5 }\`. Without \`for\` the fault is healed at the end of the trial.
More in [how to break things](../how-to/break-things.md).

${table(
  ['fault', 'what happens'],
  Object.entries(faults).map(([name, { summary }]) => [`[${name}](#${name})`, summary]),
)}

${Object.entries(faults)
  .map(([name, fault]) => section(name, fault, scenarios))
  .join('\n\n')}`
}

function section(
  name: string,
  { summary, consequence, parameters, needs: need }: Fault,
  scenarios: readonly NamedScenario[],
): string {
  const required = parameters.required ?? []
  const rows = Object.entries(parameters.properties as Readonly<Record<string, JsonSchema>>).map(([key, schema]) => [
    code(key),
    typeOf(schema),
    required.includes(key) ? 'yes' : '',
    [schema.description, schema.default === undefined ? undefined : `default: ${schema.default}`]
      .filter(Boolean)
      .join('; '),
  ])
  const users = scenarios.filter((scenario) => scenario.faults.includes(name)).map((scenario) => scenario.name)
  return [
    `## ${name}`,
    sentence(summary),
    [
      `- file: ${linkTo(`bench/faults/${name}.ts`, `${name}.ts`)}`,
      `- confirmed when: ${consequence}`,
      ...(need === undefined ? [] : [`- needs: ${needs[need]}`]),
      `- scenarios: ${users.map((user) => `[${user}](scenarios.md#${user})`).join(', ') || 'none'}`,
    ].join('\n'),
    ...(rows.length === 0 ? [] : [table(['parameter', 'value', 'required', 'meaning, default'], rows)]),
  ].join('\n\n')
}
