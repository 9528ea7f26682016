import { describe, expect, it } from 'vitest'
import { type Buckets, bucketQuantile, bucketsSince, countOf, sumOfBuckets, tailOf } from './buckets.ts'

const some: Buckets = [
  [10, 2],
  [20, 5],
  [40, 1],
]

describe('buckets', () => {
  it('are added and subtracted bound by bound', () => {
    const later = sumOfBuckets([
      some,
      [
        [15, 1],
        [20, 1],
      ],
    ])
    expect(later).toEqual([
      [10, 2],
      [15, 1],
      [20, 6],
      [40, 1],
    ])
    expect(bucketsSince(some, later)).toEqual([
      [15, 1],
      [20, 1],
    ])
    expect(countOf(later)).toBe(10)
  })

  it('have quantiles, the highest of which is the largest', () => {
    expect([0.25, 0.26, 0.5, 0.875, 0.88, 1].map((share) => bucketQuantile(some, share))).toEqual([
      10, 20, 20, 20, 40, 40,
    ])
    expect(bucketQuantile([], 0.5)).toBeNaN()
  })

  it('have a tail: the share of values above any one', () => {
    const tail = tailOf(some)
    expect([0, 9, 10, 19.9, 20, 39, 40, 1000].map(tail)).toEqual([1, 1, 6 / 8, 6 / 8, 1 / 8, 1 / 8, 0, 0])
    expect(tailOf([])(1)).toBeNaN()
  })
})
