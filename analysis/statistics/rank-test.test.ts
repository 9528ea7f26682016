import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/random.ts'
import { mannWhitney, ratioOf, shiftOf } from './rank-test.ts'

/** Permeability of a membrane at term and at 12 to 26 weeks: Hollander & Wolfe, Nonparametric Statistical Methods, table 4.1. */
const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
const before = [1.15, 0.88, 0.9, 0.74, 1.21]

const sample = (least = 1, most = 6) => fc.array(fc.integer({ min: 1, max: 8 }), { minLength: least, maxLength: most }) // few values: many ties

/** By the definition: every way to deal the values out again, and how many lie as far from the mean. */
function byEnumeration(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b]
  const rank = (value: number) =>
    all.filter((other) => other < value).length + (all.filter((other) => other === value).length + 1) / 2
  const ranks = all.map(rank)
  const mean = (b.length * (all.length + 1)) / 2
  const distance = (sum: number) => Math.abs(sum - mean)
  const seen = distance(b.map(rank).reduce((x, y) => x + y, 0))
  let [far, total] = [0, 0]
  for (let chosen = 0; chosen < 2 ** all.length; chosen += 1) {
    const picked = ranks.filter((_, index) => (chosen >> index) & 1)
    if (picked.length !== b.length) continue
    total += 1
    if (distance(picked.reduce((x, y) => x + y, 0)) >= seen - 1e-9) far += 1
  }
  return far / total
}

describe('mannWhitney', () => {
  it('agrees with the worked example of Hollander & Wolfe (W = 35, two-sided p = 0.2544)', () => {
    const { u, p, superiority } = mannWhitney(before, atTerm)
    expect(u).toBe(35)
    expect(p).toBeCloseTo(0.25441, 5)
    expect(superiority).toBe(0.7)
  })

  it.each([
    [3, 0.1],
    [4, 0.02857],
    [5, 0.00794],
    [6, 0.00216],
  ])('of %i values each, all of one side larger, is as small as it can be: %f', (n, smallest) => {
    const low = Array.from({ length: n }, (_, i) => i)
    expect(
      mannWhitney(
        low,
        low.map((value) => value + 100),
      ).p,
    ).toBeCloseTo(smallest, 5)
  })

  it.each([
    [6, 6, 5],
    [8, 8, 13],
    [10, 10, 23],
    [5, 10, 8],
    [20, 20, 127],
  ])('of %i and %i values has the critical U of the printed tables at 5 %%: %i', (n, m, critical) => {
    expect(mannWhitney(...withU(n, m, critical)).p).toBeLessThanOrEqual(0.05)
    expect(mannWhitney(...withU(n, m, critical + 1)).p).toBeGreaterThan(0.05)
  })

  it('agrees with scipy for many values with ties (35 and 35: p = 0.007661)', () => {
    const low = Array.from({ length: 35 }, (_, i) => 2 * i)
    // Python rounds halves to even.
    const high = low
      .map((value) => Number((value * 1.3 + 7).toFixed(6)))
      .map((x) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)))
    expect(mannWhitney(low, high).u).toBe(840)
    expect(mannWhitney(low, high).p).toBeCloseTo(0.0076613, 6)
  })

  it('counts out the whole distribution, also with ties', () => {
    fc.assert(
      fc.property(sample(), sample(), (a, b) => {
        expect(mannWhitney(a, b).p).toBeCloseTo(byEnumeration(a, b), 10)
      }),
      { numRuns: 60 },
    )
  })

  it('is the same from either side, and for whatever keeps the order', () => {
    fc.assert(
      fc.property(sample(), sample(), (a, b) => {
        const { p, superiority } = mannWhitney(a, b)
        expect(mannWhitney(b, a).p).toBeCloseTo(p, 12)
        expect(mannWhitney(b, a).superiority).toBeCloseTo(1 - superiority, 12)
        expect(mannWhitney(a.map(Math.exp), b.map(Math.exp)).p).toBe(p)
        expect(p).toBeGreaterThan(0)
        expect(p).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('shows nothing of nothing, nor of values that are all alike', () => {
    expect(mannWhitney([], [1, 2])).toEqual({ u: 0, p: 1, superiority: 0.5 })
    expect(mannWhitney([3, 3, 3, 3], [3, 3, 3, 3])).toMatchObject({ p: 1, superiority: 0.5 })
    const many = new Array<number>(50).fill(7)
    expect(mannWhitney(many, many)).toMatchObject({ p: 1, superiority: 0.5 })
  })

  it('calls alike what is alike, 19 times of 20 or more', () => {
    const random = seededRandom(3)
    const draw = () => Array.from({ length: 6 }, () => random() ** 3)
    const declared = Array.from({ length: 2_000 }, () => mannWhitney(draw(), draw()).p).filter((p) => p <= 0.05)
    expect(declared.length / 2_000).toBeCloseTo(82 / 2_000, 1.5) // 38 of 924 ways
    expect(declared.length).toBeLessThan(120)
  })
})

/** Two samples without ties of which `u` pairs have the first value larger. */
function withU(n: number, m: number, u: number): [number[], number[]] {
  const b = Array.from({ length: m }, (_, i) => 10 * (i + 1))
  const a = Array.from({ length: n }, (_, i) => {
    const below = Math.min(m, Math.max(0, u - i * m)) // so many of b lie below it
    return 10 * below + 5 + i / (n + 1)
  })
  return [a, b]
}

describe('shiftOf', () => {
  it('agrees with the worked example of Hollander & Wolfe (0.305, and -0.15 to 0.76)', () => {
    const { estimate, ci95 } = shiftOf(before, atTerm)
    expect(estimate).toBeCloseTo(0.305, 10)
    expect(ci95?.[0]).toBeCloseTo(-0.15, 10)
    expect(ci95?.[1]).toBeCloseTo(0.76, 10)
  })

  it('leaves 0 out of its interval just where the test shows a difference', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -200, max: 200 }), { minLength: 8, maxLength: 16 })
    fc.assert(
      fc.property(distinct, (values) => {
        const [a, b] = [values.slice(0, values.length / 2), values.slice(values.length / 2)]
        const { ci95 } = shiftOf(a, b)
        const leavesOut = ci95 !== null && (ci95[0] > 0 || ci95[1] < 0)
        expect(leavesOut).toBe(mannWhitney(a, b).p <= 0.05)
      }),
    )
  })

  it('has no interval where no samples so small could have one, and no estimate of nothing', () => {
    expect(shiftOf([1, 2, 3], [4, 5, 6]).ci95).toBeNull()
    expect(shiftOf([1, 2, 3, 4], [4, 5, 6, 7]).ci95).toEqual([0, 6])
    expect(shiftOf([], [1])).toEqual({ estimate: Number.NaN, ci95: null })
  })

  it('holds the true shift about as often as it says, also of many values', () => {
    const random = seededRandom(5)
    for (const size of [6, 40]) {
      const held = Array.from({ length: 400 }, () => {
        const draw = () => Array.from({ length: size }, () => random() ** 2)
        const { ci95 } = shiftOf(
          draw(),
          draw().map((value) => value + 1),
        )
        return ci95 !== null && ci95[0] <= 1 && 1 <= ci95[1]
      })
      expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.9)
      expect(held.filter(Boolean).length / held.length).toBeLessThan(0.995)
    }
  })
})

describe('ratioOf', () => {
  it('is a factor, whatever the unit', () => {
    fc.assert(
      fc.property(sample(4), fc.double({ min: 0.01, max: 100, noNaN: true }), (a, factor) => {
        const scaled = a.map((value) => value * factor)
        expect(ratioOf(a, scaled)?.estimate).toBeCloseTo((ratioOf(a, a)?.estimate as number) * factor, 6)
      }),
    )
  })

  it('is unknown where something is not above 0, or there is nothing', () => {
    expect(ratioOf([0, 1], [1, 2])).toBeNull()
    expect(ratioOf([], [1])).toBeNull()
    expect(ratioOf([2], [3])).toEqual({ estimate: expect.closeTo(1.5, 12), ci95: null })
  })
})
