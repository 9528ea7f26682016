import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/random.ts'
import { adjustForMany } from './multiplicity.ts'

describe('adjustForMany', () => {
  it('agrees with the worked example of Benjamini & Hochberg 1995: four of fifteen at 5 %', () => {
    const ps = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ]
    const adjusted = adjustForMany(ps)
    expect(adjusted.filter((p) => p <= 0.05)).toHaveLength(4)
    expect(adjusted[0]).toBeCloseTo(0.0015, 10)
    expect(adjusted[3]).toBeCloseTo(0.035625, 10)
    expect(adjusted[6]).toBeCloseTo(0.0638571, 6) // 0.0298 · 15 / 7, which is less than 0.0278 · 15 / 6
    expect(adjusted[5]).toBe(adjusted[6])
  })

  it('says of one question what it said before, and nothing of none', () => {
    expect(adjustForMany([0.03])).toEqual([0.03])
    expect(adjustForMany([])).toEqual([])
  })

  it('never makes a p smaller, never more than 1, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (ps) => {
        const adjusted = adjustForMany(ps)
        for (const [i, p] of ps.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p)
          expect(adjusted[i]).toBeLessThanOrEqual(1)
          for (const [j, other] of ps.entries()) {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number)
          }
        }
      }),
    )
  })

  it('where nothing differs, declares anything at all in 5 % of comparisons at most', () => {
    const random = seededRandom(23)
    const comparisons = Array.from({ length: 2_000 }, () => adjustForMany(Array.from({ length: 40 }, random)))
    const declared = comparisons.filter((ps) => ps.some((p) => p <= 0.05)).length
    expect(declared / comparisons.length).toBeGreaterThan(0.02)
    expect(declared / comparisons.length).toBeLessThan(0.08)
  })
})
