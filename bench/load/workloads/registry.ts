/** All workloads, by the name a scenario gives. */

import { browse } from './browse.ts'
import type { Workload } from './workload.ts'

export const workloads = { browse } as const satisfies Record<string, Workload>
