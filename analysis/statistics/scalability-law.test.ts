import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/random.ts'
import {
  bootstrapLaw,
  fitLaw,
  type Law,
  lawOfMedians,
  type Observation,
  peakOf,
  throughputAt,
} from './scalability-law.ts'

const law: Law = { perReplica: 1_000, contention: 0.05, coherency: 0.01 }
const counts = [1, 2, 3, 4, 5, 6]

/** Ten trials of a law, each off by up to the share given. */
function observed(of: Law, noise: number, trials = 10): Observation[] {
  const random = seededRandom(7)
  return Array.from({ length: trials }, (_, trial) =>
    counts.map((replicas) => ({
      trial,
      replicas,
      throughput: throughputAt(of, replicas) * (1 + noise * (2 * random() - 1)),
    })),
  ).flat()
}

describe('the scalability law', () => {
  it('says N times as much of N replicas that share nothing', () => {
    expect(throughputAt({ perReplica: 100, contention: 0, coherency: 0 }, 7)).toBe(700)
  })

  it('has its peak where one more replica begins to take more than it gives', () => {
    const peak = peakOf(law)
    expect(peak).toBeCloseTo(Math.sqrt(0.95 / 0.01))
    for (const other of [peak - 0.5, peak + 0.5]) expect(throughputAt(law, other)).toBeLessThan(throughputAt(law, peak))
  })

  it('has no peak where pairs cost nothing, and its peak at one where all work is serial', () => {
    expect(peakOf({ ...law, coherency: 0 })).toBe(Number.POSITIVE_INFINITY)
    expect(peakOf({ ...law, contention: 1.2 })).toBe(1)
  })

  it.each([
    ['contention and coherency', law],
    ['neither', { perReplica: 0.02, contention: 0, coherency: 0 }],
    ['contention alone, in large numbers', { perReplica: 3e6, contention: 0.3, coherency: 0 }],
    ['more than N times as much', { perReplica: 500, contention: -0.05, coherency: 0.002 }],
  ])('is found again from points that lie on it: %s', (_what, true_: Law) => {
    const found = fitLaw(observed(true_, 0, 1)) as Law
    expect(found.perReplica / true_.perReplica).toBeCloseTo(1, 6)
    expect(found.contention).toBeCloseTo(true_.contention, 6)
    expect(found.coherency).toBeCloseTo(true_.coherency, 6)
  })

  it('is not found from fewer than three numbers of replicas', () => {
    expect(fitLaw(observed(law, 0).filter(({ replicas }) => replicas < 3))).toBeUndefined()
    expect(fitLaw([])).toBeUndefined()
  })

  it('without pairs is found from two numbers of replicas, and says of pairs that they cost nothing', () => {
    const amdahl = { ...law, coherency: 0 }
    const points = observed(amdahl, 0, 1).filter(({ replicas }) => replicas < 3)
    expect(fitLaw(points, 'no-pairs')?.contention).toBeCloseTo(law.contention, 6)
    expect(fitLaw(observed(law, 0, 1), 'no-pairs')?.coherency).toBe(0)
    expect(fitLaw(points.slice(0, 1), 'no-pairs')).toBeUndefined()
  })
})

describe('the law of medians', () => {
  it('is not bent by a trial in which the machine stood still', () => {
    const broken = observed(law, 0).map((of) => (of.trial === 3 && of.replicas > 4 ? { ...of, throughput: 1 } : of))
    expect(lawOfMedians(broken)?.coherency).toBeCloseTo(law.coherency, 6)
  })
})

describe('intervals by the bootstrap', () => {
  const intervals = bootstrapLaw(observed(law, 0.03), seededRandom(1))

  it('cover what the points were made of', () => {
    for (const figure of ['perReplica', 'contention', 'coherency'] as const) {
      expect(intervals?.[figure][0]).toBeLessThan(law[figure])
      expect(intervals?.[figure][1]).toBeGreaterThan(law[figure])
    }
    expect(intervals?.peak[0]).toBeLessThan(peakOf(law))
    expect(intervals?.peak[1]).toBeGreaterThan(peakOf(law))
  })

  it('are the same for the same seed', () => {
    expect(bootstrapLaw(observed(law, 0.03), seededRandom(1))).toEqual(intervals)
  })

  it('are wider where the points scatter more', () => {
    const wide = bootstrapLaw(observed(law, 0.1), seededRandom(1))
    const width = (of: typeof intervals) => (of ? of.coherency[1] - of.coherency[0] : Number.NaN)
    expect(width(wide)).toBeGreaterThan(2 * width(intervals))
  })

  it('know of a speed that differs from trial to trial that it says nothing of the shape', () => {
    const drifting = observed(law, 0).map((of) => ({ ...of, throughput: of.throughput * (1 + of.trial / 10) }))
    const found = bootstrapLaw(drifting, seededRandom(1))
    expect(found?.contention[0]).toBeCloseTo(law.contention, 6)
    expect(found?.contention[1]).toBeCloseTo(law.contention, 6)
  })
})
