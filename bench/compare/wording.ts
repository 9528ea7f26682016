/** Comparisons in words and figures, for every form of output. Pure. */

import { milliseconds, plural, share, whole } from '../report/plain-table.ts'
import type { Interval } from '../statistics/interval.ts'
import { alpha, type Comparison, type Measured, type Row, type RowOutcome } from './compare.ts'
import { type FigureName, figures } from './figures.ts'
import type { Side } from './side.ts'

/** Text from a file or a command line, without what a terminal would obey or a reader be misled by. */
export function printable(text: string, longest = 200): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd')
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean
}

export const outcomeMarks = {
  better: 'better',
  worse: 'worse',
  'none-shown': '~',
  unconfirmed: '?',
  'too-few': '~',
} as const satisfies Record<RowOutcome, string>

export function labelOf({ figure }: Row): string {
  if (!isFigure(figure)) return figure.replaceAll('-', ' ')
  const { label, unit } = figures[figure]
  return `${label}, ${unit}`
}

function isFigure(figure: Row['figure']): figure is FigureName {
  return figure in figures
}

/** `2,807 ±4%`, the farther end of the interval; of a rate in points: `66.7% ±1.1`. */
export function measuredText({ figure }: Row, { value, ci95 }: Measured): string {
  if (!isFigure(figure)) return `${rateText(value)}${ci95 ? ` ±${points(farther(value, ci95))}` : ''}`
  const text =
    value >= 100_000 ? compact.format(value) : figures[figure].unit === 'ms' ? milliseconds(value) : whole(value)
  return ci95 && value > 0 ? `${text} ±${Math.min(999, Math.round((100 * farther(value, ci95)) / value))}%` : text
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

const farther = (value: number, [low, high]: Interval) => Math.max(high - value, value - low)
const rateText = (rate: number) => (rate > 0 && rate < 0.01 ? `${(rate * 100).toFixed(2)}%` : share(rate))
const points = (rate: number) => (rate * 100).toFixed(rate < 0.01 ? 2 : 1)

/** Beyond so many times as much again, a factor says more than a percentage. */
const muchMore = 9

/** `-18% [-21%, -14%]`; of a rate in points: `+1.2pp [+0.3, +2.0]`. */
export function changeText({ figure, change, ci95 }: Row): string {
  if (change === null) return 'from 0'
  const digits = Math.max(...[change, ...(ci95 ?? [])].map(Math.abs)) < 0.1 ? 1 : 0
  const signed = (value: number, unit: string) =>
    value > muchMore
      ? `×${compact.format(1 + value)}`
      : `${value < 0 ? '-' : '+'}${Math.abs(value * 100).toFixed(digits)}${unit}`
  const [one, each] = isFigure(figure) ? ['%', '%'] : ['pp', '']
  return `${signed(change, one)}${ci95 ? ` [${ci95.map((bound) => signed(bound, each)).join(', ')}]` : ''}`
}

export const probability = (p: number) => (p < 0.001 ? '<.001' : p.toFixed(3))

export function sideText({ name, runs }: Side): string {
  const trials = runs.map(({ report }) => report.trials).reduce((a, b) => a + b, 0)
  const [first, last] = [runs[0], runs.at(-1)].map((run) => run?.report.startedAt.slice(0, 16).replace('T', ' ') ?? '')
  const when = first === last ? first : `${first} to ${last}`
  return printable(`${name}: ${plural(runs.length, 'run')}, ${plural(trials, 'trial')}, ${when} UTC`)
}

/** What to know before believing a row, one sentence each. */
export function remarksOn({ rows, unit, warnings, circumstances, onlyIn }: Comparison): string[] {
  const outcomes = new Set(rows.map(({ outcome }) => outcome))
  const differing = circumstances.map(
    ({ what, a, b }) => `${printable(what, 60)} differs: ${printable(a, 60)} in A, ${printable(b, 60)} in B`,
  )
  const missing = [
    onlyIn.a.length > 0 && `only in A: ${onlyIn.a.map((name) => printable(name, 60)).join(', ')}`,
    onlyIn.b.length > 0 && `only in B: ${onlyIn.b.map((name) => printable(name, 60)).join(', ')}`,
  ].filter((text) => typeof text === 'string')
  const reading = [
    outcomes.has('none-shown') &&
      '~ no difference is shown, or none that matters: that is not to say that there is none',
    outcomes.has('unconfirmed') &&
      '? the trials differ, but they are those of one run a side: whether what you changed or the machine did it, two runs cannot tell. Compare folders of four runs or more a side, taken in turns; or say by --noise DIR how much identical runs differ here',
    `p: two-sided, ${unit}s as samples (Mann-Whitney U), sessions for rates; adjusted for ${rows.length} figures (Benjamini-Hochberg); a difference below ${alpha * 100} %`,
  ].filter((text) => typeof text === 'string')
  return [...reading, ...differing, ...missing, ...warnings.map((warning) => printable(warning, 300))]
}

/** One sentence on all of it. */
export function summaryOf({ rows }: Comparison): string {
  const of = (outcome: RowOutcome) => rows.filter((row) => row.outcome === outcome).length
  const [better, worse, open] = [of('better'), of('worse'), of('unconfirmed')]
  if (better + worse > 0) return `of ${plural(rows.length, 'figure')} ${better} better, ${worse} worse`
  return open > 0
    ? `of ${plural(rows.length, 'figure')} ${open} differ between two runs, unconfirmed; no difference is shown`
    : `of ${plural(rows.length, 'figure')} none is shown to differ`
}
