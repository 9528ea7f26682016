/** A/A: how often a comparison declares a difference between sides that were drawn alike, where runs differ by themselves. */

import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../../bench/random.ts'
import type { CheckReport } from '../report/model/report.ts'
import { type Cluster, clusteredRate } from '../statistics/interval.ts'
import { rateDifference } from '../statistics/rate-difference.ts'
import { isFigure } from './compared-figures.ts'
import { foundBy } from './compared-rates.ts'
import { alpha, compareSides, type Row } from './comparison.ts'
import { type LiteralRun, literalSide } from './literal-side.fixture.ts'
import type { Side } from './side.ts'
import { readingOf } from './wording.ts'

const jwt = { mode: 'jwt', client: 'frozen' } as const
const sessionsEach = 60
const operationsEach = 10

/** What runs are drawn from. */
interface Circumstances {
  /** Standard deviation of the logarithm of a run's speed, and of the log-odds of its rates. */
  readonly runsDiffer: { readonly speed: number; readonly rates: number }
  /** Log-odds of the middle run's mismatches. */
  readonly mismatch?: number
}
const unlike: Circumstances = { runsDiffer: { speed: 0.2, rates: 0.6 } }
const alike: Circumstances = { runsDiffer: { speed: 0.2, rates: 0 } }

/** Box & Muller (Annals of Mathematical Statistics 29, 1958, 610–611). */
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Sessions differ within a run, too: some fail at almost every operation, others at almost none. */
function drawnCheck(logOdds: number, random: Random): CheckReport {
  const sessions = Array.from({ length: sessionsEach }, (): Cluster => {
    const own = 1 / (1 + Math.exp(-logOdds - normal(random)))
    return {
      count: Array.from({ length: operationsEach }, random).filter((x) => x < own).length,
      total: operationsEach,
    }
  })
  const { rate, interval } = clusteredRate(sessions, 0.95)
  const count = sessions.reduce((sum, session) => sum + session.count, 0)
  const affected = sessions.filter((session) => session.count > 0).length
  return {
    valid: count === 0,
    count,
    total: sessionsEach * operationsEach,
    sessions: { count: affected, total: sessionsEach },
    rate,
    ci95: interval,
    causes: {},
    evidence: [],
  }
}

/** A run of one trial; each of its figures has the run's luck, and some of its own. */
function drawnRun({ runsDiffer, mismatch = -0.5 }: Circumstances, random: Random): LiteralRun {
  const luck = normal(random) * runsDiffer.speed
  const speed = () => 100 * Math.exp(luck + normal(random) * 0.05)
  const check = (logOdds: number) => drawnCheck(logOdds + normal(random) * runsDiffer.rates, random)
  return {
    goodput: [speed()],
    trial: {
      latencyMs: { p50: speed(), p90: speed(), p99: speed(), p999: 1, max: 1 },
      replicaCpuMicrosPerRequest: speed(),
      bytesPerRequest: { sent: 500 + Math.round(3 * random()), received: 900 + Math.round(9 * random()) },
    },
    mismatch: check(mismatch),
    // One rate of middling size, and a rare one, which many runs do not see at all.
    checks: { 'session-loss': check(-2), unavailable: check(-8) },
  }
}

const drawnSide = (runs: number, of: Circumstances, random: Random): Side =>
  literalSide('drawn', ...Array.from({ length: runs }, () => drawnRun(of, random)))

function pairs(count: number, runs: number, a: Circumstances, b = a): [Side, Side][] {
  const random = seededRandom(97)
  return Array.from({ length: count }, () => [drawnSide(runs, a, random), drawnSide(runs, b, random)])
}

const isDeclared = ({ outcome }: Row) => outcome === 'better' || outcome === 'worse'
const shareOf = <Item>(items: readonly Item[], test: (item: Item) => boolean) =>
  items.filter(test).length / items.length
const declares = ([a, b]: readonly [Side, Side]) => compareSides(a, b).rows.some(isDeclared)
const declaresMismatches = ([a, b]: readonly [Side, Side]) =>
  compareSides(a, b).rows.some((row) => row.figure === 'session-mismatch' && isDeclared(row))

/** As rates were compared before: over all sessions of a side, as if they had been those of one run. */
function declaresBySession([a, b]: readonly [Side, Side]): boolean {
  const [before, after] = [a, b].map(({ runs }) => {
    const checks = runs.flatMap((run) => foundBy('session-mismatch', { name: 'one', runs: [run] }, jwt) ?? [])
    const rate = checks.reduce((sum, check) => sum + check.rate, 0) / checks.length
    const half = Math.hypot(...checks.map(({ ci95: [low, high] }) => (high - low) / 2)) / checks.length
    return { rate, ci95: [rate - half, rate + half] as const }
  })
  return before !== undefined && after !== undefined && rateDifference(before, after).p <= alpha
}

describe('of pairs of sides that are drawn alike', () => {
  const six = pairs(400, 6, unlike)

  it.each([
    [4, pairs(200, 4, unlike)],
    [6, six],
    [10, pairs(200, 10, unlike)],
  ])('with %i runs a side, fewer than 5 of 100 have any difference declared', (_runs, drawn) => {
    expect(shareOf(drawn, declares)).toBeLessThan(0.05)
  })

  it('no more have a p of a rate below 5 %, before it is adjusted for many figures', () => {
    const ofRates = six.flatMap(([a, b]) => compareSides(a, b).rows.filter(({ figure }) => !isFigure(figure)))
    expect(new Set(ofRates.map(({ figure }) => figure)).size).toBe(3)
    const small = shareOf(ofRates, ({ p }) => p <= alpha)
    expect(small).toBeGreaterThan(0.01)
    expect(small).toBeLessThan(0.05)
  })

  it('half had one, when rates were compared by session; that is right only where runs do not differ by themselves', () => {
    expect(shareOf(six, declaresBySession)).toBeGreaterThan(0.4)
    expect(shareOf(pairs(300, 6, alike), declaresBySession)).toBeLessThan(0.08)
  })

  it('half of those of one run each still have one, and the reader is told', () => {
    const drawn = pairs(200, 1, unlike)
    expect(shareOf(drawn, declaresMismatches)).toBeGreaterThan(0.3)
    for (const [a, b] of drawn) {
      expect(readingOf(compareSides(a, b)).join()).toMatch(
        /rates are compared by session, because each side is one run/,
      )
    }
  })
})

describe('of pairs of sides that are drawn differently', () => {
  it('most have the difference declared: the method is not blind', () => {
    const drawn = pairs(100, 6, { ...unlike, mismatch: -1.5 }, { ...unlike, mismatch: 0.5 })
    expect(shareOf(drawn, declaresMismatches)).toBeGreaterThan(0.8)
  })
})
