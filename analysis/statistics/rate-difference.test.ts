import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/random.ts'
import { clusteredRate, mean, meanInterval } from './interval.ts'
import { measuredRate, rateDifference, rateDifferenceOfRuns } from './rate-difference.ts'

describe('rateDifference', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
  it.each([
    ['56/70 − 48/80', 56, 70, 48, 80, 0.0524, 0.3339],
    ['9/10 − 3/10', 9, 10, 3, 10, 0.1705, 0.809],
    ['6/7 − 2/7', 6, 7, 2, 7, 0.0582, 0.8062],
    ['5/56 − 0/29', 5, 56, 0, 29, -0.0381, 0.1926],
    ['0/10 − 0/20', 0, 10, 0, 20, -0.1611, 0.2775],
    ['0/10 − 0/10', 0, 10, 0, 10, -0.2775, 0.2775],
    ['10/10 − 0/20', 10, 10, 0, 20, 0.6791, 1],
    ['10/10 − 0/10', 10, 10, 0, 10, 0.6075, 1],
  ])('agrees with the worked example %s', (_name, countB, totalB, countA, totalA, low, high) => {
    const { difference, ci95 } = rateDifference(measuredRate(countA, totalA), measuredRate(countB, totalB))
    expect(difference).toBeCloseTo(countB / totalB - countA / totalA, 12)
    expect(ci95[0]).toBeCloseTo(low, 3)
    expect(ci95[1]).toBeCloseTo(high, 3)
  })

  const rate = fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([total, share]) => measuredRate(Math.round(total * share), total))

  it('turns with its sides, holds what was measured, and has p ≤ 0.05 just where it leaves 0 out', () => {
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        const { difference, ci95, p } = rateDifference(a, b)
        const turned = rateDifference(b, a)
        expect(turned.difference).toBeCloseTo(-difference, 12)
        expect(turned.ci95[0]).toBeCloseTo(-ci95[1], 12)
        expect(turned.p).toBeCloseTo(p, 9)
        expect(ci95[0]).toBeLessThanOrEqual(difference)
        expect(ci95[1]).toBeGreaterThanOrEqual(difference)
        const margin = Math.min(Math.abs(ci95[0]), Math.abs(ci95[1]))
        if (margin > 1e-6) expect(p <= 0.05).toBe(ci95[0] > 0 || ci95[1] < 0)
      }),
    )
  })

  it('takes rates whose unit is the session: alike sessions are called alike, 19 times of 20', () => {
    const random = seededRandom(17)
    const sessions = () =>
      Array.from({ length: 150 }, () => {
        const own = random() < 0.5 ? 0.5 : 0.8
        return { count: Array.from({ length: 10 }, random).filter((draw) => draw < own).length, total: 10 }
      })
    const measured = () => {
      const { rate, interval } = clusteredRate(sessions(), 0.95)
      return { rate, ci95: interval }
    }
    const declared = Array.from({ length: 1_000 }, () => rateDifference(measured(), measured()).p).filter(
      (p) => p <= 0.05,
    )
    expect(declared.length).toBeGreaterThan(20)
    expect(declared.length).toBeLessThan(80)
  })
})

describe('rateDifferenceOfRuns', () => {
  const runs = (...rates: number[]) => ({
    rate: mean(rates),
    ci95: meanInterval(rates, 0.95) ?? ([0, 1] as const),
    rates,
  })
  const low = runs(0.1, 0.2, 0.3, 0.2, 0.2)

  it('is that of the means, with p of the rank test where all runs of one side have more', () => {
    const { difference, ci95, p, superiority } = rateDifferenceOfRuns(low, runs(0.5, 0.6, 0.7, 0.6, 0.6))
    expect(difference).toBeCloseTo(0.4, 10)
    expect(p).toBeCloseTo(2 / 252, 5)
    expect(superiority).toBe(1)
    // Each side: 2.776 · 0.0707 / √5 = 0.0878
    expect(ci95?.[0]).toBeCloseTo(0.4 - Math.SQRT2 * 0.0878, 3)
  })

  it('is not shown by runs that agree to the last digit, if they are few', () => {
    expect(rateDifferenceOfRuns(runs(0, 0), runs(0.1, 0.1)).p).toBeCloseTo(1 / 3, 10)
  })

  it('has a small p only where the interval leaves 0 out', () => {
    const one = runs(0, 0, 0, 0, 0, 0, 0, 0)
    const other = runs(0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.9)
    const { ci95, p } = rateDifferenceOfRuns(one, other)
    expect(ci95?.[0]).toBeLessThan(0)
    expect(p).toBeGreaterThan(0.05)
  })

  it('of a single run on a side has no interval, since how much runs differ is not known', () => {
    expect(rateDifferenceOfRuns(runs(0.5), low)).toMatchObject({ ci95: null, p: 1 / 3 })
  })
})
