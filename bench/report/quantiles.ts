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
export function quantilesMs(micros: readonly number[]): Latency | null {
  if (micros.length === 0) return null
  const histogram = histogramOf(micros)
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: histogram.maxValue / 1_000 }
}

/** Where the share that is slower falls by a tenth of its power of ten, as far as there are times beyond. null of nothing. */
export function latencyCurveMs(micros: readonly number[]): LatencyCurve | null {
  if (micros.length === 0) return null
  const histogram = histogramOf(micros)
  const points = Math.floor(10 * Math.log10(micros.length)) + 1
  const inside = Array.from({ length: points }, (_, point): [number, number] => {
    const quantile = Number((1 - 10 ** (-point / 10)).toFixed(9))
    return [quantile, histogram.getValueAtPercentile(quantile * 100) / 1_000]
  })
  return [...inside, [1, histogram.maxValue / 1_000]]
}

function histogramOf(micros: readonly number[]): Histogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  for (const time of micros) histogram.recordValue(Math.max(1, time))
  return histogram
}
