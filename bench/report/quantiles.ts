/** Quantiles of times: from µs in a histogram to ms in a report. */

import { build, type Histogram } from 'hdr-histogram-js'

/** Milliseconds, from the client's point of view, to the microsecond. */
export interface Latency {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** null of nothing. */
export function quantilesMs(times: readonly number[]): Latency | null {
  if (times.length === 0) return null
  const micros: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  for (const time of times) micros.recordValue(Math.max(1, time))
  const at = (percentile: number) => micros.getValueAtPercentile(percentile) / 1_000
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: micros.maxValue / 1_000 }
}
