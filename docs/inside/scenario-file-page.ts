/** The reference page of the scenario file, from its schema. */

import { publishedSchema } from '../../bench/scenarios/published-schema.ts'
import { Scenario } from '../../bench/scenarios/scenario.ts'
import { code, table } from './markdown-table.ts'
import { type JsonSchema, typeOf } from './schema-types.ts'

const schema = Scenario as unknown as JsonSchema
/** It knows which keys have a default. */
const published = publishedSchema() as JsonSchema
/** Parts whose keys are names that a file chooses: they have a section of their own. */
const sections = ['topology', 'load', 'expect', 'perMode', 'timeline']

export function scenarioFilePage(): string {
  const { $schema: draft } = published as { readonly $schema?: string }
  return `\
# The scenario file

A scenario is a YAML file with these keys. Unknown keys are refused, and all problems are reported at once, each with its place.
The same as a JSON Schema for editors (${draft}): [scenario.schema.json](../../bench/scenarios/scenario.schema.json).
How to write one: [your own scenario](../how-to/write-a-scenario.md). Every value can be set on the command line, too:
\`--set load.followUps=5\`.

${keysTable(published, (key) => !sections.includes(key))}

## topology

${keysTable(published.properties?.['topology'] ?? {})}

## load

${keysTable(published.properties?.['load'] ?? {})}

## expect

One entry a [check](anomalies.md): \`expect.session-mismatch: { is: predicted, atLeast: 300 }\`.

${keysTable(Object.values(part('expect').patternProperties ?? {})[0] ?? {})}

## perMode

One entry a mode. Each may have, laid over what the scenario says for all modes:

${keysTable(Object.values(part('perMode').patternProperties ?? {})[0] ?? {})}

## timeline

A list of faults. Each entry may also have the [parameters of its fault](faults.md).

${keysTable(part('timeline').items ?? {}, undefined, { fault: 'the name of a [fault](faults.md)' })}`
}

const part = (key: string) => schema.properties?.[key] ?? {}

function keysTable(
  { properties = {}, required = [] }: JsonSchema,
  isWanted: (key: string) => boolean = () => true,
  types: Readonly<Record<string, string>> = {},
): string {
  const rows = Object.entries(properties)
    .filter(([key]) => isWanted(key))
    .map(([key, value]) => [
      code(key),
      types[key] ?? typeOf(value),
      required.includes(key) ? 'yes' : '',
      [value.description, value.default === undefined ? undefined : `default: ${value.default}`]
        .filter(Boolean)
        .join('; '),
    ])
  return table(['key', 'value', 'required', 'meaning, default'], rows)
}
