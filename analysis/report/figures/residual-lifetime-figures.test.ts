import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../bench/random.ts'
import type { SessionWindow } from '../../anomalies/checker.ts'
import { judge, judgeLife } from '../model/verdict.ts'
import { residualLifetimeFigures } from './residual-lifetime-figures.ts'

const predicted = { mean: 2_500, max: 3_000 }

/** Tokens that are issued at any fraction of a second, ended at any age below 2 s, and asked for every 20 ms. */
function windows(count: number, lifeOf = (fraction: number) => 3_000 - 1_000 * fraction): SessionWindow[] {
  const random = seededRandom(7)
  return Array.from({ length: count }, () => {
    const [life, age, early] = [lifeOf(random()), 2_000 * random(), 20 * random()]
    return { ms: Math.max(0, life - age - early), ageMs: age, lifeMs: [life - early, life - early + 20] }
  })
}
const means = (of: SessionWindow[]) => of.reduce((sum, { ms = 0 }) => sum + ms, 0) / of.length

describe('the verdict on lives', () => {
  it('accepts what is predicted', () => expect(judgeLife(windows(100), predicted, 0.08).outcome).toBe('as-expected'))

  it('rejects another mean: tokens that lose no fraction of a second, and tokens that lose a whole one', () => {
    for (const life of [3_000, 2_000]) {
      const { outcome, says } = judgeLife(
        windows(100, () => life - 30),
        predicted,
      )
      expect(outcome).toBe('unexpected')
      expect(says).toMatch(/^a mean life of 2,500 ms predicted, but measured within [\d,]+ ms–[\d,]+ ms/)
    }
  })

  it('rejects a single one that lived too long, however few there are', () => {
    const one: SessionWindow = { ms: 2_000, ageMs: 1_002, lifeMs: [3_002, 3_020] }
    expect(judgeLife([one], predicted)).toEqual({
      outcome: 'unexpected',
      says: 'accepted 3,002 ms after its issue, but the limit is 3,000 ms',
    })
  })

  it('knows nothing where one was not seen to die', () => {
    const alive: SessionWindow = { ms: 200, ageMs: 100, lifeMs: [300, Number.POSITIVE_INFINITY] }
    const { outcome, says } = judgeLife([...windows(100), alive], predicted)
    expect([outcome, says]).toEqual([
      'unknown',
      '1 of 101 sessions were still accepted at the last request: probe for longer (load.probeMs)',
    ])
  })

  it('knows nothing of few sessions, nor where it is known too roughly', () => {
    expect(judgeLife([], predicted).outcome).toBe('unknown')
    expect(judgeLife(windows(29), predicted).outcome).toBe('unknown')
    expect(judgeLife(windows(100), predicted, 0.01)).toMatchObject({
      outcome: 'unknown',
      says: expect.stringMatching(/required ±25 ms/),
    })
  })

  it('takes the place of a verdict on rates, after the number of operations', () => {
    const prediction = { lifeMs: predicted, formula: '', because: '' }
    const sessions = Array.from({ length: 100 }, () => ({ count: 3, total: 10 }))
    const is = { is: 'predicted', atLeast: 1_000 } as const
    expect(judge(sessions, prediction, is, windows(100)).outcome).toBe('as-expected')
    expect(judge(sessions, prediction, { ...is, atLeast: 1_001 }, windows(100)).outcome).toBe('unknown')
    expect(judge(sessions, prediction, { ...is, is: 'none' }, windows(100)).outcome).toBe('unexpected')
  })
})

describe('the windows in the report', () => {
  const of = windows(200)
  const measured = { mean: means(of), median: 1, max: 2_990 }
  const prediction = { lifeMs: predicted, formula: '', because: '' }

  it('set the predicted mean for these ages, about half the ttl, beside the measured one', () => {
    const report = residualLifetimeFigures(measured, of, prediction)
    expect(report).toMatchObject(measured)
    expect(Math.abs((report?.predictedMean ?? 0) - 1_500)).toBeLessThan(150)
    const [low, high] = report?.ci95 ?? [0, 0]
    expect(low).toBeLessThan(report?.predictedMean ?? 0)
    expect(high).toBeGreaterThan(report?.predictedMean ?? 0)
    expect(high - low).toBeLessThan(120)
  })

  it('have no interval where some did not end, no prediction where theory is silent, and are not there where none are', () => {
    const alive: SessionWindow = { ageMs: 1, lifeMs: [1, Number.POSITIVE_INFINITY] }
    expect(residualLifetimeFigures(measured, [...of, alive], undefined)).toEqual(measured)
    expect(residualLifetimeFigures(undefined, of, prediction)).toBeUndefined()
  })
})
