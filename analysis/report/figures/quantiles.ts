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

/** Points of a distribution: below `ms` lies the `quantile`, 0–1, of all. Ever closer towards the slowest. */
export type LatencyCurve = readonly (readonly [quantile: number, ms: number])[]

/** null of nothing. */
export function quantilesMs(times: Histogram): Latency | null {
  if (times.totalCount === 0) return null
  const at = (percentile: number) => valueAtMs(times, percentile)
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: times.maxValue / 1_000 }
}

/** Where the share that is slower falls by a tenth of its power of ten, as far as there are times beyond. null of nothing. */
export function latencyCurveMs(times: Histogram): LatencyCurve | null {
  if (times.totalCount === 0) return null
  const points = Math.floor(10 * Math.log10(times.totalCount)) + 1
  const inside = Array.from({ length: points }, (_, point): [number, number] => {
    const quantile = Number((1 - 10 ** (-point / 10)).toFixed(9))
    return [quantile, valueAtMs(times, quantile * 100)]
  })
  return [...inside, [1, times.maxValue / 1_000]]
}

/** The upper end of a bucket, as the histogram gives it, may lie above the slowest of all. */
function valueAtMs(times: Histogram, percentile: number): number {
  return Math.min(times.getValueAtPercentile(percentile), times.maxValue) / 1_000
}

/** The times of all that count, µs: taken one by one, since a list of them would be as long as the run. */
export function timesOf<T>(all: readonly T[], micros: (each: T) => number, counts?: (each: T) => boolean): Histogram {
  const times = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  for (const each of all) if (counts?.(each) ?? true) times.recordValue(Math.max(1, micros(each)))
  return times
}
