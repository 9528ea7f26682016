/** What a schema cannot say of a sweep: how many replicas keep up is seen only where each is asked for all it can do. */

import type { Scenario } from './scenario.ts'
import type { Problem } from './schema-problems.ts'

/** @param value what may be a scenario: whatever its schema refuses is left to that */
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
