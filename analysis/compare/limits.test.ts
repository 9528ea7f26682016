import { describe, expect, it } from 'vitest'
import { compareSides } from './comparison.ts'
import { exitStatusOf, judgeLimit, parseLimit } from './limits.ts'
import { type LiteralRun, literalRun, literalSide } from './literal-side.fixture.ts'

const runsOf = (values: readonly number[]) => values.map((value): LiteralRun => ({ goodput: [value] }))
const steady = [100, 101, 102, 103, 104, 105]
const a = literalSide('A', ...runsOf(steady))
const slower = literalSide('B', ...runsOf(steady.map((value) => value * 0.8)))
const same = literalSide('B', ...runsOf([100.5, 101.5, 102.5, 103.5, 104.5, 105.5]))

const outcomeOf = (limit: string, b: typeof a, before = a) =>
  judgeLimit(parseLimit(limit), compareSides(before, b)).map(({ outcome }) => outcome)[0]

describe('a limit on a change', () => {
  it.each([
    ['throughput<-5%', slower, 'broken'],
    ['throughput<-10%', slower, 'broken'],
    ['throughput<-20%', slower, 'unknown'],
    ['throughput<-30%', slower, 'held'],
    ['throughput<-5%', same, 'held'],
    ['throughput<-1%', same, 'unknown'],
    ['throughput>+5%', same, 'held'],
    ['p50>10%', same, 'held'],
    ['jwt:goodput<-5%', slower, 'broken'],
  ])('%s', (limit, b, outcome) => expect(outcomeOf(limit, b)).toBe(outcome))

  it('cannot be told from one run a side, nor from a few trials', () => {
    const one = (goodput: number[]) => literalSide('one', { goodput })
    expect(outcomeOf('throughput<-5%', one([80, 81, 82, 83, 84, 85]), one(steady))).toBe('unknown')
    expect(outcomeOf('throughput<-5%', one([80]), one([100]))).toBe('unknown')
  })
})

describe('a limit on a value', () => {
  it.each([
    ['goodput<90', slower, 'broken'],
    ['goodput<70', slower, 'held'],
    ['goodput<82', slower, 'unknown'],
  ])('%s', (limit, b, outcome) => expect(outcomeOf(limit, b)).toBe(outcome))

  const found = (count: number, ci95: readonly [number, number], total = 100) =>
    literalSide('B', {
      mismatch: { count, total, rate: total === 0 ? null : count / total, ci95, sessions: { count, total } },
    })

  it.each([
    ['session-mismatch>0', 1, [0.001, 0.05], 'broken'],
    ['session-mismatch>0', 0, [0, 0.009], 'held'],
    ['session-mismatch>0', 0, [0, 0.037], 'unknown'],
    ['session-mismatch>0pp', 0, [0, 0.009], 'held'],
    ['session-mismatch>0pp', 0, [0, 0.037], 'unknown'],
    ['session-mismatch>50%', 67, [0.6, 0.7], 'broken'],
    ['session-mismatch>0.5', 40, [0.35, 0.45], 'held'],
    ['session-mismatch>65%', 67, [0.6, 0.7], 'unknown'],
    ['session-mismatch>5pp', 67, [0.6, 0.7], 'broken'],
    ['session-mismatch>5pp', 0, [0, 0.02], 'held'],
    ['session-mismatch>5pp', 0, [0, 0.2], 'unknown'],
  ] as const)('%s where there are %i of 100', (limit, count, ci95, outcome) => {
    expect(
      outcomeOf(
        limit,
        found(count, ci95),
        literalSide('A', { mismatch: { count: 0, total: 100, rate: 0, ci95: [0, 0.02] } }),
      ),
    ).toBe(outcome)
  })

  it('is unknown, never held, where nothing was looked at', () => {
    expect(outcomeOf('session-mismatch>0', found(0, [0, 1], 0))).toBe('unknown')
  })

  it('of a change is unknown where nothing was looked at on one side', () => {
    const nothing = found(0, [0, 1], 0)
    for (const limit of ['session-mismatch>5pp', 'session-mismatch>0pp', 'session-mismatch<-5pp']) {
      expect(outcomeOf(limit, found(0, [0, 0.001]), nothing), limit).toBe('unknown')
      expect(outcomeOf(limit, nothing, found(0, [0, 0.001])), limit).toBe('unknown')
    }
    const silent = literalSide('B', { trial: { throughputPerSecond: null as never } })
    expect(outcomeOf('throughput<-5%', silent)).toBe('unknown')
    expect(outcomeOf('throughput<-5%', a, silent)).toBe('unknown')
  })

  it('holds where none was seen in 381 sessions, in however many runs', () => {
    const of = (sessions: number): LiteralRun => ({
      mismatch: { count: 0, total: 10 * sessions, rate: 0, ci95: [0, 0.05], sessions: { count: 0, total: sessions } },
    })
    expect(outcomeOf('session-mismatch>0', literalSide('B', of(100), of(100), of(100), of(81)))).toBe('held')
    expect(outcomeOf('session-mismatch>0', literalSide('B', of(100), of(100), of(100), of(80)))).toBe('unknown')
  })

  it('counts runs where there are several: they differ more than their sessions do', () => {
    const of = (rate: number): LiteralRun => ({
      mismatch: {
        count: 1_000 * rate,
        total: 1_000,
        rate,
        ci95: [rate - 0.01, rate + 0.01],
        sessions: { count: 1, total: 100 },
      },
    })
    const alike = literalSide('B', ...[0.3, 0.31, 0.32, 0.3, 0.31, 0.32].map(of))
    const apart = literalSide('B', ...[0.1, 0.5, 0.2, 0.4, 0.3, 0.36].map(of))
    expect(outcomeOf('session-mismatch>40%', alike)).toBe('held')
    expect(outcomeOf('session-mismatch>40%', apart)).toBe('unknown')
  })
})

describe('a mode that one side lacks', () => {
  const { modes } = literalRun().report
  const both = literalSide('both', { change: { modes: { ...modes, redis: modes['jwt'] as never } } })
  const one = literalSide('one', { change: { modes } })
  const judged = (limit: string, before: typeof a, after: typeof a) =>
    judgeLimit(parseLimit(limit), compareSides(before, after)).map(({ mode, outcome }) => `${mode} ${outcome}`)

  it('leaves a change of it unknown, on whichever side it is', () => {
    expect(judged('throughput<-5%', both, one)).toContain('redis unknown')
    expect(judged('throughput<-5%', one, both)).toContain('redis unknown')
    expect(judged('redis:session-mismatch>5pp', both, one)).toEqual(['redis unknown'])
  })

  it('has a value where it is B that has it', () => {
    expect(judged('redis:goodput<1', one, both)).toEqual(['redis held'])
    expect(() => judged('redis:goodput<1', both, one)).toThrow(/the runs have no mode redis/)
  })
})

describe('limits together', () => {
  it('end by the worst: 1 where one is broken, 3 where one cannot be told, 0 where all are held', () => {
    const of = (...outcomes: ('held' | 'broken' | 'unknown')[]) =>
      exitStatusOf(outcomes.map((outcome) => ({ limit: '', mode: '', client: '', outcome, says: '' })))
    expect([of(), of('held', 'held'), of('held', 'unknown'), of('unknown', 'broken')]).toEqual([0, 0, 3, 1])
  })
})

describe('a limit that cannot be understood', () => {
  it.each([
    ['fast', /^fast is no limit: write figure<number/],
    ['speed<5%', /unknown figure speed: choose of goodput, throughput, .*session-mismatch/],
    ['goodput<5pp', /pp is for rates/],
    ['goodput<', /is no limit/],
    ['goodput<5%%', /is no limit/],
  ])('%s', (text, said) => expect(() => parseLimit(text)).toThrow(said))

  it('speaks of a mode that is not there', () => {
    expect(() => outcomeOf('basic:goodput<1', same)).toThrow(/the runs have no mode basic in common/)
  })
})
