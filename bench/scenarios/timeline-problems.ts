/** What a schema cannot say of a timeline: each fault has parameters of its own, and needs what it breaks. */

import { Compile } from 'typebox/compile'
import { resolveMode } from '../../modes.ts'
import { strategies } from '../../services/strategies/registry.ts'
import type { Fault } from '../faults/fault.ts'
import { faults } from '../faults/registry.ts'
import type { TimelineEntry } from '../faults/timeline.ts'
import type { Scenario } from './scenario.ts'
import { type Problem, problemsOf } from './schema-problems.ts'

/** @param value what may be a scenario: whatever its schema refuses is left to that */
export function timelineProblems(value: unknown): Problem[] {
  const { timeline, topology, modes } = (value ?? {}) as Partial<Scenario>
  if (!Array.isArray(timeline)) return []
  return timeline.flatMap((entry: TimelineEntry, index) => {
    const at = ['timeline', `${index}`]
    const { at: _at, for: _for, fault: name, ...parameters } = (entry ?? {}) as TimelineEntry
    if (!Object.hasOwn(faults, name)) return []
    const fault: Fault = faults[name]
    return [
      ...problemsOf(Compile(fault.parameters), parameters, at),
      ...missingReplica(parameters['replica'], topology, at),
      ...(fault.needsRedis && !usesRedis(modes) ? [{ keys: at, message: needsRedisMessage(name) }] : []),
    ]
  })
}

function missingReplica(named: unknown, topology: Scenario['topology'] | undefined, at: readonly string[]): Problem[] {
  const number = /^replica-(\d+)$/.exec(`${named}`)?.[1]
  if (number === undefined || topology === undefined || Number(number) <= topology.replicas) return []
  return [{ keys: [...at, 'replica'], message: `there is no ${named} among ${topology.replicas} replicas` }]
}

function usesRedis(modes: unknown): boolean {
  if (!Array.isArray(modes)) return true
  const known = modes.flatMap((name) => resolveMode(`${name}`) ?? [])
  return known.some(({ strategy }) => strategies[strategy].needsRedis)
}

const needsRedisMessage = (fault: string) => `${fault} needs a Redis: no mode of this scenario uses one`
