/** The scenario's schema as editors read it: with the parameters of each fault, and the names of modes to choose from. */

import type { TObject } from 'typebox'
import { checkNames } from '../../analysis/anomalies/registry.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { modeNames } from '../../modes.ts'
import { strategies } from '../../services/strategies/registry.ts'
import type { Fault } from '../faults/fault.ts'
import { faults } from '../faults/registry.ts'
import { Scenario, scenarioDefaults, scenarioSchema } from './scenario.ts'

/**
 * JSON Schema, draft 2020-12. A scenario that it accepts may still be refused: the schema cannot check that a fault's target
 * exists (a replica of that name, a Redis), or that settings of an arrival rate have one.
 */
export function publishedSchema(): object {
  const { properties, ...scenario } = scenarioSchema(checkNames)
  const { modes, perMode, timeline, topology, load } = properties
  const ofOneMode = Object.values(perMode.patternProperties)[0]
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Scenario of the session scaling lab',
    ...scenario,
    required: needed(scenario.required),
    properties: {
      ...Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, withDefault(key, schema)])),
      topology: partWithDefaults('topology', topology),
      load: partWithDefaults('load', load),
      modes: { ...modes, items: mode() },
      perMode: { type: 'object', propertyNames: mode(), additionalProperties: ofOneMode },
      timeline: { ...timeline, items: { anyOf: Object.entries(faults).map(timelineEntry) } },
    },
  }
}

function withDefault(path: string, schema: object): object {
  return path in scenarioDefaults ? { ...schema, default: scenarioDefaults[path] } : schema
}

function partWithDefaults(part: string, { properties, required, ...schema }: TObject): object {
  const entries = Object.entries(properties).map(([key, of]) => [key, withDefault(`${part}.${key}`, of)])
  return { ...schema, required: needed(required ?? [], `${part}.`), properties: Object.fromEntries(entries) }
}

/** The keys that have no default; a part of which every key has one may be left out as a whole. */
function needed(required: readonly string[], prefix = ''): string[] {
  return required.filter((key) => !(`${prefix}${key}` in scenarioDefaults) && `${prefix}${key}` !== 'topology')
}

/** A built-in mode, or any strategy with any policy. */
function mode(): object {
  const oneOf = (names: object) => `(${Object.keys(names).join('|')})`
  return { anyOf: [{ enum: modeNames() }, { pattern: `^${oneOf(strategies)}-${oneOf(policies)}$` }] }
}

/** An entry of the timeline with this fault: what every entry has, and the fault's own parameters. */
function timelineEntry([name, { summary, parameters }]: [string, Fault]): object {
  const { properties, required } = Scenario.properties.timeline.items
  const own = { ...properties, fault: { const: name, description: summary }, ...parameters.properties }
  const needed = [...required, ...(parameters.required ?? [])]
  return { type: 'object', required: needed, properties: own, additionalProperties: false }
}
