/** The figures that runs are compared by: what a trial has of each, and from which difference on it matters. */

import type { TrialFigures } from '../report/figures/trial-figures.ts'

export interface Figure {
  /** In few letters, for tables. */
  readonly label: string
  readonly unit: string
  readonly better: 'higher' | 'lower'
  /** A smaller share of change matters to nobody, however surely it is there. */
  readonly matters: number
  /** It hangs on what is said, not on how fast the machine is at the moment: two runs are enough to compare it. */
  readonly isSteady: boolean
  /** null where the trial has none. */
  of(trial: TrialFigures): number | null
}

export const figures = {
  goodput: {
    label: 'good answers',
    unit: '/s',
    better: 'higher',
    matters: 0.05,
    isSteady: false,
    of: ({ goodputPerSecond }) => goodputPerSecond,
  },
  throughput: {
    label: 'all answers',
    unit: '/s',
    better: 'higher',
    matters: 0.05,
    isSteady: false,
    of: ({ throughputPerSecond }) => throughputPerSecond,
  },
  p50: {
    label: 'latency p50',
    unit: 'ms',
    better: 'lower',
    matters: 0.05,
    isSteady: false,
    of: ({ latencyMs }) => latencyMs?.p50 ?? null,
  },
  p90: {
    label: 'latency p90',
    unit: 'ms',
    better: 'lower',
    matters: 0.05,
    isSteady: false,
    of: ({ latencyMs }) => latencyMs?.p90 ?? null,
  },
  p99: {
    label: 'latency p99',
    unit: 'ms',
    better: 'lower',
    matters: 0.1,
    isSteady: false,
    of: ({ latencyMs }) => latencyMs?.p99 ?? null,
  },
  cpu: {
    label: 'replica CPU',
    unit: 'µs',
    better: 'lower',
    matters: 0.05,
    isSteady: false,
    of: ({ replicaCpuMicrosPerRequest }) => replicaCpuMicrosPerRequest,
  },
  'bytes-out': {
    label: 'bytes out',
    unit: 'B',
    better: 'lower',
    matters: 0.02,
    isSteady: true,
    of: ({ bytesPerRequest }) => bytesPerRequest.sent,
  },
  'bytes-in': {
    label: 'bytes in',
    unit: 'B',
    better: 'lower',
    matters: 0.02,
    isSteady: true,
    of: ({ bytesPerRequest }) => bytesPerRequest.received,
  },
} as const satisfies Record<string, Figure>

export type FigureName = keyof typeof figures
export const figureNames = Object.keys(figures) as readonly FigureName[]

/** Of speed or size; every other name is that of a check, which has a rate. */
export function isFigure(name: string): name is FigureName {
  return Object.hasOwn(figures, name)
}
