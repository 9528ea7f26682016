/** A comparison for programs: `lab-comparison/1`. Pure. */

import type { Comparison } from './comparison.ts'
import type { LimitOutcome } from './limits.ts'
import type { Noise } from './noise.ts'
import type { Side } from './side.ts'
import { remarksOn, summaryOf } from './wording.ts'

export function comparisonJson(
  comparisons: readonly Comparison[],
  outcomes: readonly (readonly LimitOutcome[])[],
): string {
  return json({
    schema: 'lab-comparison/1',
    comparisons: comparisons.map((comparison, index) => ({
      a: sideOf(comparison.a),
      b: sideOf(comparison.b),
      summary: summaryOf(comparison),
      unit: comparison.unit,
      rows: comparison.rows,
      limits: outcomes[index] ?? [],
      circumstances: comparison.circumstances,
      onlyIn: comparison.onlyIn,
      remarks: remarksOn(comparison),
    })),
  })
}

export function noiseJson({ side, rows }: Noise): string {
  return json({ schema: 'lab-noise/1', side: sideOf(side), rows })
}

const sideOf = ({ name, runs }: Side) => ({
  name,
  runs: runs.map(({ path, report }) => ({ path, scenario: report.scenario, startedAt: report.startedAt })),
})
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`
