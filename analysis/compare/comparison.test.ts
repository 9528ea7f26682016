import { describe, expect, it } from 'vitest'
import { compareSides, type Row } from './comparison.ts'
import { type LiteralRun, literalRun, literalSide } from './literal-side.fixture.ts'
import { floorFrom, noiseOf } from './noise.ts'
import { refusal } from './refusal.ts'
import type { Side } from './side.ts'
import { readingOf } from './wording.ts'

const fast = [100, 101, 102, 103, 104, 105]
const slow = fast.map((value) => value * 0.8)
/** Runs of one trial each. */
const runsOf = (values: readonly number[]) => values.map((value): LiteralRun => ({ goodput: [value] }))

function row(figure: Row['figure'], ...[a, b, floor]: Parameters<typeof compareSides>): Row | undefined {
  return compareSides(a, b, floor).rows.find((each) => each.figure === figure)
}

describe('a comparison of folders of runs', () => {
  const a = literalSide('A', ...runsOf(fast))

  it('finds a slowdown of a fifth in six runs a side, and says how large', () => {
    const found = row('goodput', a, literalSide('B', ...runsOf(slow)))
    expect(found).toMatchObject({ unit: 'run', outcome: 'worse', a: { value: 102.5, samples: 6 }, superiority: 0 })
    expect(found?.change).toBeCloseTo(-0.2, 3)
    expect(found?.p).toBeCloseTo(0.00216, 5)
    expect(found?.ci95?.[1]).toBeLessThan(-0.15)
  })

  it('calls more answers better, and more time worse', () => {
    expect(row('goodput', literalSide('A', ...runsOf(slow)), a)?.outcome).toBe('better')
    const timed = (p50: number): LiteralRun => ({
      goodput: [1],
      trial: { latencyMs: { p50, p90: 9, p99: 9, p999: 9, max: 9 } },
    })
    const [quick, late] = [literalSide('A', ...fast.map(timed)), literalSide('B', ...fast.map((ms) => timed(ms * 2)))]
    expect(row('p50', quick, late)?.outcome).toBe('worse')
  })

  it('shows nothing where the runs overlap, and nothing that does not matter, however sure', () => {
    expect(row('goodput', a, literalSide('B', ...runsOf([96, 107, 99, 104, 101, 106])))?.outcome).toBe('none-shown')
    const alittle = row(
      'goodput',
      literalSide('A', ...runsOf([100, 100.1, 100.2, 100.3])),
      literalSide('B', ...runsOf([101, 101.1, 101.2, 101.3])),
    )
    expect(alittle?.p).toBeLessThan(0.05)
    expect(alittle?.outcome).toBe('none-shown')
  })

  it('cannot show any difference in three runs a side of one trial', () => {
    const [three, others] = [literalSide('A', ...runsOf([1, 2, 3])), literalSide('B', ...runsOf([7, 8, 9]))]
    expect(row('goodput', three, others)).toMatchObject({ unit: 'trial', outcome: 'too-few', ci95: null })
    expect(compareSides(three, others).warnings.join()).toMatch(/3 trials on a side cannot show any difference/)
  })

  it('tells a change from nothing, though there is no share of nothing', () => {
    const found = row('goodput', literalSide('A', ...runsOf([0, 0, 0, 0, 0, 0])), a)
    expect(found).toMatchObject({ change: null, ci95: null, outcome: 'better' })
  })
})

describe('a comparison of rates', () => {
  const ofRate = (rate: number): LiteralRun => ({
    mismatch: {
      count: 1_000 * rate,
      total: 1_000,
      rate,
      ci95: [Math.max(0, rate - 0.01), rate + 0.01],
      sessions: { count: 100 * rate, total: 100 },
    },
  })
  const side = (...rates: number[]) => literalSide('rates', ...rates.map(ofRate))
  const low = side(0.3, 0.31, 0.32, 0.33, 0.34, 0.35)

  it('counts each of several runs as one sample, with the mean of their rates', () => {
    const found = row('session-mismatch', low, side(0.5, 0.51, 0.52, 0.53, 0.54, 0.55))
    expect(found).toMatchObject({ unit: 'run', outcome: 'worse', a: { samples: 6 }, superiority: 1 })
    expect(found?.a.value).toBeCloseTo(0.325, 10)
    expect(found?.change).toBeCloseTo(0.2, 10)
    expect(found?.ci95?.[0]).toBeGreaterThan(0.15)
  })

  it('shows nothing where runs overlap, however many sessions each has', () => {
    expect(row('session-mismatch', low, side(0.31, 0.35, 0.6, 0.3, 0.5, 0.33))?.outcome).toBe('none-shown')
  })

  it('takes one bad run of many for no difference, since any run may be bad', () => {
    const found = row('session-mismatch', side(0, 0, 0, 0, 0, 0), side(0, 0, 0, 0, 0, 0.4))
    expect(found).toMatchObject({ outcome: 'none-shown', p: 1 })
    expect(found?.ci95?.[0]).toBeLessThan(0)
  })

  it('bounds a rate of none by all sessions, not by runs that agree on none', () => {
    const found = row('session-mismatch', side(0, 0, 0, 0), low)
    expect(found?.a.ci95?.[1]).toBeCloseTo(3.84 / 403.84, 4)
  })

  it.each([
    ['three runs a side', side(0.1, 0.1, 0.1), side(0.9, 0.9, 0.9), 3],
    ['one run and six', side(0.1), side(0.9, 0.9, 0.9, 0.9, 0.9, 0.9), 1],
  ])('cannot show any of %s, and says so', (_what, a, b, fewest) => {
    expect(row('session-mismatch', a, b)).toMatchObject({ unit: 'run', outcome: 'too-few' })
    expect(compareSides(a, b).warnings.join()).toMatch(
      new RegExp(`${fewest} runs? on a side cannot show any difference of rates: it takes 4, better 6`),
    )
  })

  it('of one run each counts sessions, and says so', () => {
    const told = (...sides: readonly [Side, Side]) => readingOf(compareSides(...sides)).join()
    expect(told(side(0.1), side(0.9))).toMatch(/rates are compared by session, because .*sessions for rates/)
    expect(told(low, low)).not.toMatch(/session/)
  })
})

describe('a comparison of one run with another', () => {
  const [a, b] = [literalSide('A', { goodput: fast }), literalSide('B', { goodput: slow })]

  it('does not take the trials of one run for witnesses of speed', () => {
    expect(row('goodput', a, b)).toMatchObject({ unit: 'trial', outcome: 'unconfirmed' })
  })

  it('does so where it is measured how much identical runs differ, and the difference is larger', () => {
    const floorOf = (...medians: number[]) => floorFrom(noiseOf(literalSide('noise', ...runsOf(medians))))
    expect(row('goodput', a, b, floorOf(100, 101, 103, 99))?.outcome).toBe('worse')
    expect(row('goodput', a, b, floorOf(100, 140, 90, 120))?.outcome).toBe('none-shown')
  })

  it('compares what hangs on no clock all the same: bytes, and rates of sessions', () => {
    const told = (received: number): LiteralRun => ({ trial: { bytesPerRequest: { sent: 100, received } } })
    expect(row('bytes-in', literalSide('A', told(200)), literalSide('B', told(300)))?.outcome).toBe('worse')
    const rate = (count: number): LiteralRun => ({
      mismatch: {
        count,
        total: 1_000,
        rate: count / 1_000,
        ci95: [count / 1_000 - 0.02, count / 1_000 + 0.02],
        sessions: { count: 50, total: 100 },
      },
    })
    const [low, high] = [literalSide('A', rate(600)), literalSide('B', rate(700))]
    expect(row('session-mismatch', low, high)).toMatchObject({ unit: 'session', outcome: 'worse', a: { samples: 100 } })
    expect(row('session-mismatch', low, high)?.change).toBeCloseTo(0.1, 10)
    expect(row('session-mismatch', low, literalSide('B', rate(605)))?.outcome).toBe('none-shown')
  })

  it('takes any case for a difference that matters where there was none before', () => {
    const rate = (count: number, ci95: readonly [number, number]): LiteralRun => ({
      mismatch: { count, total: 10_000, rate: count / 10_000, ci95, sessions: { count, total: 1_000 } },
    })
    expect(
      row('session-mismatch', literalSide('A', rate(0, [0, 0.001])), literalSide('B', rate(40, [0.003, 0.005])))
        ?.outcome,
    ).toBe('worse')
  })
})

describe('many figures at once', () => {
  it('make each of them harder to show', () => {
    const [a, b] = [
      literalSide('A', ...runsOf([100, 100, 100, 100])),
      literalSide('B', ...runsOf([120, 120, 120, 120])),
    ]
    const { rows } = compareSides(a, b)
    expect(rows.length).toBeGreaterThan(4)
    expect(rows.filter(({ p, pAdjusted }) => pAdjusted < p)).toEqual([])
    expect(row('goodput', a, b)?.p).toBeCloseTo(2 / 70, 5)
    // Two of eight figures at p = 0.029: by chance alone that is no rare thing.
    expect(row('goodput', a, b)).toMatchObject({ outcome: 'none-shown' })
  })
})

describe('circumstances', () => {
  const other = (change: LiteralRun['change']) =>
    compareSides(literalSide('A'), literalSide('B', { change: change ?? {} }))
  const { setup: told, environment } = literalRun().report
  const setup = told as NonNullable<typeof told>

  it('are alike where nothing but the time differs', () => {
    expect(other({}).circumstances).toEqual([])
    expect(refusal(other({}), false)).toBeUndefined()
  })

  it('name what differs between the places, and compare all the same', () => {
    const elsewhere = other({ environment: { ...environment, nginx: '1.30.6', cpus: 8 } })
    expect(elsewhere.circumstances).toEqual([
      { what: 'nginx', a: '1.22.1', b: '1.30.6', kind: 'other-place' },
      { what: 'cpus', a: '2', b: '8', kind: 'other-place' },
    ])
    expect(refusal(elsewhere, false)).toBeUndefined()
    const larger = other({ setup: { ...setup, topology: { replicas: 5 } } })
    expect(larger.circumstances).toEqual([{ what: 'topology.replicas', a: '2', b: '5', kind: 'other-place' }])
  })

  it.each([
    ['another scenario', { scenario: 'cart-race' }, /scenario \(by-hand and cart-race\)/],
    ['another load', { setup: { ...setup, load: { ...setup.load, users: 9 } } }, /load\.users \(2 and 9\)/],
    ['another workload', { setup: { ...setup, workload: 'cart' as const } }, /workload \(browse and cart\)/],
    [
      'a fault',
      { setup: { ...setup, timeline: [{ at: 1, fault: 'kill-redis' as const }] } },
      /timeline\.0\.fault \(none and kill-redis\)/,
    ],
  ])('refuse %s, by its name, unless forced to', (_what, change, said) => {
    expect(refusal(other(change), false)).toMatch(said)
    expect(refusal(other(change), true)).toBeUndefined()
  })

  it('of modes that are not compared are of no matter', () => {
    const aside = { basic: { load: { users: 3 } } }
    expect(other({ setup: { ...setup, perMode: aside } }).circumstances).toEqual([])
    expect(refusal(other({ setup: { ...setup, perMode: { jwt: aside.basic } } }), false)).toMatch(
      /perMode\.jwt\.load\.users/,
    )
  })

  it('leave nothing to compare where there is no mode in common, even if forced to', () => {
    const [a, b] = [literalSide('A'), literalSide('B', { change: { modes: {} } })]
    expect(refusal(compareSides(a, b), true)).toMatch(/A and B have no mode and client in common/)
  })

  it('warn where a run is on both sides, or was ended early', () => {
    const a = literalSide('A')
    expect(compareSides(a, a).warnings.join()).toMatch(/the same run is on both sides/)
    const cut = literalSide('B', { change: { interruption: 'Ctrl-C' } })
    expect(compareSides(a, cut).warnings.join()).toMatch(/report\.json ended before its plan was done \(Ctrl-C\)/)
  })

  it('of which an older report does not tell are not known to differ, and the reader is told', () => {
    const older = compareSides(literalSide('A'), literalSide('B', { goodput: [], change: { setup: null } }))
    expect(refusal(older, false)).toBeUndefined()
    expect(older.circumstances).toEqual([])
    expect(older.warnings.join()).toMatch(/was written by an older lab, without its trials: lab report/)
  })
})

describe('the noise floor', () => {
  it('is what 95 of 100 pairs of identical runs differ by less than', () => {
    const { rows } = noiseOf(literalSide('noise', ...runsOf([100, 110, 121])))
    const goodput = rows.find(({ figure }) => figure === 'goodput')
    expect(goodput?.value).toBe(110)
    expect(goodput?.typical).toBeCloseTo(0.1, 10)
    expect(goodput?.floor).toBeCloseTo(0.21, 10)
  })

  it('of one run is not known', () => expect(noiseOf(literalSide('noise')).rows).toEqual([]))
})
