import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/random.ts'
import {
  boundedMean,
  type Cluster,
  clusteredRate,
  mean,
  meanInterval,
  median,
  medianInterval95,
  wilson,
} from './interval.ts'

describe('wilson', () => {
  it('agrees with the worked example of Newcombe 1998 (81 of 263: 0.2553 to 0.3662)', () => {
    const [low, high] = wilson(81, 263, 0.95)
    expect(low).toBeCloseTo(0.2553, 4)
    expect(high).toBeCloseTo(0.3662, 4)
  })
  it('agrees with the example of none in 20 (0 to 0.1611)', () => {
    const [low, high] = wilson(0, 20, 0.95)
    expect(low).toBe(0)
    expect(high).toBeCloseTo(0.1611, 4)
  })
  it('says nothing where nothing was tried', () => expect(wilson(0, 0, 0.95)).toEqual([0, 1]))
  it('always holds the rate, and widens with the confidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const count = Math.round(total * share)
        const [low, high] = wilson(count, total, 0.95)
        const [wideLow, wideHigh] = wilson(count, total, 0.999)
        expect(low).toBeLessThanOrEqual(count / total)
        expect(high).toBeGreaterThanOrEqual(count / total)
        expect(wideLow).toBeLessThanOrEqual(low)
        expect(wideHigh).toBeGreaterThanOrEqual(high)
      }),
    )
  })
})

describe('clusteredRate', () => {
  it('knows a rate of nothing as no number', () =>
    expect(clusteredRate([], 0.95)).toEqual({ rate: Number.NaN, interval: [0, 1] }))
  it('does not take thirty operations of one session for thirty witnesses', () => {
    const independent = Array.from({ length: 300 }, (_, i): Cluster => ({ count: i % 2, total: 1 }))
    const clustered = Array.from({ length: 10 }, (_, i): Cluster => ({ count: (i % 2) * 30, total: 30 }))
    const width = ([low, high]: readonly [number, number]) => high - low
    expect(width(clusteredRate(clustered, 0.95).interval)).toBeGreaterThan(
      5 * width(clusteredRate(independent, 0.95).interval),
    )
  })
  it('bounds a rate of none by the number of sessions', () => {
    const none = Array.from({ length: 1_000 }, (): Cluster => ({ count: 0, total: 10 }))
    expect(clusteredRate(none, 0.95).interval[1]).toBeCloseTo(3.84 / 1_004, 4)
  })
  it('agrees with a bootstrap over sessions', () => {
    const random = seededRandom(7)
    const sessions = Array.from({ length: 400 }, (): Cluster => {
      const own = random() ** 2 // sessions differ widely
      const total = 5 + Math.floor(random() * 10)
      return { count: Array.from({ length: total }, random).filter((draw) => draw < own).length, total }
    })
    const rates = Array.from({ length: 2_000 }, () => {
      const drawn = sessions.map(() => sessions[Math.floor(random() * sessions.length)] as Cluster)
      return drawn.reduce((sum, { count }) => sum + count, 0) / drawn.reduce((sum, { total }) => sum + total, 0)
    }).toSorted((a, b) => a - b)
    const { interval } = clusteredRate(sessions, 0.95)
    expect(interval[0]).toBeCloseTo(rates[50] as number, 1.5)
    expect(interval[1]).toBeCloseTo(rates[1_949] as number, 1.5)
    expect((interval[1] - interval[0]) / ((rates[1_949] as number) - (rates[50] as number))).toBeCloseTo(1, 0.8)
  })
  it('covers the truth in about 95 of 100 experiments', () => {
    const random = seededRandom(11)
    let covered = 0
    for (let experiment = 0; experiment < 1_000; experiment += 1) {
      const sessions = Array.from({ length: 200 }, (): Cluster => {
        const own = random() < 0.5 ? 0.5 : 0.8
        return { count: Array.from({ length: 10 }, random).filter((draw) => draw < own).length, total: 10 }
      })
      const [low, high] = clusteredRate(sessions, 0.95).interval
      if (low <= 0.65 && 0.65 <= high) covered += 1
    }
    expect(covered).toBeGreaterThan(925)
    expect(covered).toBeLessThan(975)
  })
})

describe('median and its interval', () => {
  it('is the middle, or between the two middles', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
  })
  it.each([
    [5, undefined],
    [6, [1, 6]],
    [8, [1, 8]],
    [9, [2, 8]],
    [10, [2, 9]],
    [20, [6, 15]],
    [25, [8, 18]],
  ])('of %i values is %j, as in the tables of the sign test', (n, expected) => {
    expect(medianInterval95(Array.from({ length: n }, (_, i) => i + 1))).toEqual(expected)
  })
})

describe('meanInterval', () => {
  it('agrees with the worked interval of 1…9 (5 ± 2.306 · 0.913)', () => {
    const [low, high] = meanInterval([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.95) ?? []
    expect(low).toBeCloseTo(5 - 2.1051, 3)
    expect(high).toBeCloseTo(5 + 2.1051, 3)
  })

  it('of one value, or none, is not known', () => {
    expect(meanInterval([1], 0.95)).toBeUndefined()
    expect(meanInterval([], 0.95)).toBeUndefined()
  })

  it('holds the true mean of few values as often as it says', () => {
    const random = seededRandom(13)
    const held = Array.from({ length: 2_000 }, () => {
      const [low = 0, high = 0] = meanInterval(Array.from({ length: 5 }, random), 0.95) ?? []
      return low <= 0.5 && 0.5 <= high
    })
    expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.92)
    expect(held.filter(Boolean).length / held.length).toBeLessThan(0.97)
  })
})

describe('boundedMean', () => {
  const exact = (values: readonly number[]) => values.map((value) => [value, value] as const)

  it('agrees with the worked normal interval where every value is known (1…9: 5 ± 1.96 · 0.913)', () => {
    const [low, high] = boundedMean(exact([1, 2, 3, 4, 5, 6, 7, 8, 9]), 0.95)
    expect(low).toBeCloseTo(5 - 1.7892, 3)
    expect(high).toBeCloseTo(5 + 1.7892, 3)
  })

  it('is as much wider as the values are unknown', () => {
    const bounds = Array.from({ length: 50 }, () => [10, 12] as const)
    expect(boundedMean(bounds, 0.999)).toEqual([10, 12])
  })

  it('has no end where a value has none, and says nothing of nothing', () => {
    expect(boundedMean([...exact([1, 1]), [1, Number.POSITIVE_INFINITY]], 0.95)).toEqual([1, Number.POSITIVE_INFINITY])
    expect(boundedMean([], 0.95)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(mean([])).toBeNaN()
  })

  it('holds the true mean about as often as it says', () => {
    const random = seededRandom(11)
    const held = Array.from({ length: 2_000 }, () => {
      const [low, high] = boundedMean(exact(Array.from({ length: 60 }, random)), 0.95)
      return low <= 0.5 && 0.5 <= high
    })
    expect(held.filter(Boolean).length / held.length).toBeCloseTo(0.95, 1)
  })
})
