/** How well a load by arrival rate kept to its rate, and who is to blame where it did not: the harness, or the system. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { countOf } from './count.ts'
import { type Latency, quantilesMs, timesOf } from './quantiles.ts'

type FewQuantiles = Pick<Latency, 'p50' | 'p99' | 'max'>

export interface ArrivalFigures {
  /** Means over the window, also where the rate ramps. */
  readonly intendedPerSecond: number
  readonly achievedPerSecond: number
  /** Due in the window, and never sent: their latency, longer than any that was measured, is in no quantile. */
  readonly unsent: number
  /** From the moment that a request was due, and a user and a connection were free for it, until it was sent. */
  readonly schedulingErrorMs: FewQuantiles | null
  /** How many requests waited for a user or a connection to be free, and for how long, of all. */
  readonly heldBack: number
  readonly heldBackMs: FewQuantiles | null
}

/** undefined where there was no arrival rate. */
export function arrivalFigures({ segments, operations }: HistorySlice): ArrivalFigures | undefined {
  const arrivals = segments.flatMap(({ arrivals }) => arrivals ?? [])
  if (arrivals.length === 0) return undefined
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const seconds = sum(segments.map(({ startMicros, windowEndMicros }) => windowEndMicros - startMicros)) / 1e6
  const intended = sum(arrivals.map((of) => of.intended))
  const unsent = sum(arrivals.map((of) => of.unsent))
  return {
    intendedPerSecond: intended / seconds,
    achievedPerSecond: (intended - unsent) / seconds,
    unsent,
    schedulingErrorMs: few(operations, schedulingErrorMicros),
    heldBack: countOf(operations, ({ heldBackMicros }) => heldBackMicros !== undefined),
    heldBackMs: few(operations, ({ heldBackMicros }) => heldBackMicros ?? 0),
  }
}

function schedulingErrorMicros({ startMicros, intendedMicros, heldBackMicros }: Operation): number {
  return startMicros - (intendedMicros ?? startMicros) - (heldBackMicros ?? 0)
}

function few(operations: readonly Operation[], micros: (operation: Operation) => number): FewQuantiles | null {
  const quantiles = quantilesMs(timesOf(operations, micros))
  return quantiles && { p50: quantiles.p50, p99: quantiles.p99, max: quantiles.max }
}
