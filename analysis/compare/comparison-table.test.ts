import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { compareSides } from './comparison.ts'
import { comparisonJson } from './comparison-json.ts'
import { comparisonTable, noiseTable } from './comparison-table.ts'
import { judgeLimit, parseLimit } from './limits.ts'
import { type LiteralRun, literalRun, literalSide } from './literal-side.fixture.ts'
import { noiseOf } from './noise.ts'

const plain = { colour: false }
const runsOf = (values: readonly number[]) => values.map((value): LiteralRun => ({ goodput: [value] }))
const a = literalSide('results/before', ...runsOf([100, 101, 102, 103, 104, 105]))
const b = literalSide('results/after', ...runsOf([80, 81, 82, 83, 84, 85]))

describe('the table of a comparison', () => {
  it('has both medians, the change with its interval, p, and a word for it; a tilde where nothing is shown', () => {
    const text = comparisonTable(compareSides(a, b), [], plain)
    expect(text).toMatch(/^A {2}results\/before: 6 runs, 6 trials, 2026-01-01 00:01 to 2026-01-01 00:06 UTC$/m)
    expect(text).toMatch(/^good answers, \/s +103 ±2% +83 ±3% +-20% \[-22%, -17%\] +0\.009 {2}worse$/m)
    expect(text).toMatch(/^latency p50, ms .* \+0\.0% \[\+0\.0%, \+0\.0%\] +1\.000 {2}~$/m)
    expect(text).toMatch(/^Verdict: of 8 figures 0 better, 2 worse$/m)
    expect(comparisonTable(compareSides(a, a), [], plain)).toMatch(/^Verdict: of 8 figures none is shown to differ$/m)
  })

  it('tells of one run a side that it proves nothing of speed, and what would', () => {
    const [one, other] = [
      literalSide('A', { goodput: [1, 2, 3, 4] }),
      literalSide('B', { goodput: [7, 8, 9, 10, 11, 12] }),
    ]
    const text = comparisonTable(compareSides(one, other), [], plain)
    expect(text).toMatch(/^good answers.*\?$/m)
    expect(text).toMatch(/one run a side: .* say by --noise DIR/s)
    expect(text).toMatch(/Verdict: of 8 figures 2 differ between two runs, unconfirmed; no difference is\n {2}shown/)
  })

  it('says of each limit whether it holds', () => {
    const comparison = compareSides(a, b)
    const outcomes = ['throughput<-5%', 'jwt:session-mismatch>0'].flatMap((text) =>
      judgeLimit(parseLimit(text), comparison),
    )
    const text = comparisonTable(comparison, outcomes, plain)
    expect(text).toMatch(/^throughput<-5% {2}jwt, frozen: broken \(-2\d\.\d% to -1\d\.\d%\)$/m)
    expect(text).toMatch(
      /^jwt:session-mismatch>0 {2}jwt, frozen: unknown \(0 of 72, but 36 sessions cannot\n {2}show a rate below 1\.0%: up to 9\.6% may have been missed\)$/m,
    )
  })

  it('fits 80 columns, whatever the figures and the names', () => {
    const huge: LiteralRun = {
      goodput: [1e6, 3e6, 5e6, 7e6, 9e6, 2e7],
      trial: { latencyMs: { p50: 12_345, p90: 99_999, p99: 123_456, p999: 1, max: 1 } },
      mismatch: { count: 1, total: 9, rate: 0.001, ci95: [0, 0.1], sessions: { count: 1, total: 9 } },
    }
    const sides = [literalSide('A'.repeat(300), huge), literalSide('B', {}, {}, {}, {})] as const
    for (const [one, other] of [sides, [sides[1], sides[0]], [a, b]] as const) {
      for (const line of comparisonTable(compareSides(one, other), [], plain).split('\n')) {
        if (!line.includes('AAAA')) expect(line.length, line).toBeLessThanOrEqual(80)
      }
    }
    for (const line of noiseTable(noiseOf(a)).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('colours only where asked to', () => {
    expect(comparisonTable(compareSides(a, b), [], plain)).not.toContain('\u001b')
    const coloured = comparisonTable(compareSides(a, b), [], { colour: true })
    expect(coloured).toContain('\u001b[31mworse')
    expect(stripVTControlCharacters(coloured)).toBe(comparisonTable(compareSides(a, b), [], plain))
  })

  it('passes nothing on that a terminal would obey', () => {
    const wicked = '\u001b]0;owned\u0007\u202egnp'
    const { environment, modes } = literalRun().report
    const named = { [wicked]: modes['jwt'] } as typeof modes
    const evil = (name: string) =>
      literalSide(name, { change: { modes: named, environment: { ...environment, node: wicked } } })
    const calm = literalSide('A', { change: { modes: named } })
    const text = comparisonTable(compareSides(calm, evil(wicked)), [], plain)
    expect(text).toContain('owned')
    for (const obeyed of ['\u001b', '\u0007', '\u202e']) expect(text).not.toContain(obeyed)
  })
})

describe('the JSON of a comparison', () => {
  it('has every figure as it was computed', () => {
    const comparison = compareSides(a, b)
    const read = JSON.parse(comparisonJson([comparison], [judgeLimit(parseLimit('goodput<50'), comparison)]))
    expect(read.schema).toBe('lab-comparison/1')
    expect(read.comparisons[0].rows).toEqual(JSON.parse(JSON.stringify(comparison.rows)))
    expect(read.comparisons[0].limits[0]).toMatchObject({ limit: 'goodput<50', outcome: 'held' })
    expect(read.comparisons[0].a.runs).toHaveLength(6)
  })
})
