import { describe, expect, it } from 'vitest'
import { latencyCurveMs, quantilesMs, timesOf } from './quantiles.ts'

/** 1 ms, 2 ms, … 1,000 ms: the quantile q is q seconds. */
const evenly = times(Array.from({ length: 1_000 }, (_, index) => (index + 1) * 1_000))

function times(micros: readonly number[]) {
  return timesOf(micros, (each) => each)
}

describe('quantiles of times', () => {
  it('are those of the times, within a thousandth', () => {
    const { p50, p90, p99, p999, max } = quantilesMs(evenly) ?? expect.fail()
    for (const [found, expected] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
      [p999, 999],
      [max, 1_000],
    ] as const)
      expect(Math.abs(found - expected) / expected).toBeLessThan(0.001)
  })

  it('as a curve pass through the same points, and end at the slowest', () => {
    const curve = latencyCurveMs(evenly) ?? expect.fail()
    const at = (quantile: number) => curve.find(([q]) => Math.abs(q - quantile) < 1e-6)?.[1]
    expect([at(0.9), at(0.99), at(0.999)]).toEqual([
      quantilesMs(evenly)?.p90,
      quantilesMs(evenly)?.p99,
      quantilesMs(evenly)?.p999,
    ])
    expect(curve.at(-1)).toEqual([1, quantilesMs(evenly)?.max])
    expect(curve.map(([, ms]) => ms)).toEqual(curve.map(([, ms]) => ms).toSorted((a, b) => a - b))
  })

  it('lie nowhere above the slowest, though that is the lower end of a range that the histogram cannot tell apart', () => {
    const few = times([73_920])
    expect(quantilesMs(few)?.p99).toBe(quantilesMs(few)?.max)
    expect(latencyCurveMs(few)).toEqual([
      [0, quantilesMs(few)?.max],
      [1, quantilesMs(few)?.max],
    ])
  })

  it('as a curve go no further than there are times to show it', () => {
    expect(latencyCurveMs(times([1_000, 2_000]))?.map(([quantile]) => quantile)).toHaveLength(5)
  })

  it('are null of nothing', () => {
    expect(quantilesMs(times([]))).toBeNull()
    expect(latencyCurveMs(times([]))).toBeNull()
  })
})
