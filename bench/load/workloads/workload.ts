/** The seam of workloads: what a virtual user does between its login and the end of its session. */

import type { Random } from '../random.ts'

export interface Step {
  /** What the history calls it. */
  readonly kind: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the mode's prefix, e.g. `/me`. */
  readonly path: string
  readonly body?: string
}

/** Pure but for its random numbers: the same numbers, the same steps. */
export interface Workload {
  readonly summary: string
  step(random: Random): Step
}
