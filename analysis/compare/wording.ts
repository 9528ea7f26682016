/** Comparisons in words and figures, for every form of output. Pure. */

import { milliseconds, share, whole } from '../report/terminal/plain-table.ts'
import type { Interval } from '../statistics/interval.ts'
import { figures, isFigure } from './compared-figures.ts'
import { alpha, type Comparison, type Row, type RowOutcome } from './comparison.ts'
import { en, type Texts } from './comparison-texts.en.ts'
import type { Measured, Side } from './side.ts'

/** Text from a file or a command line, without what a terminal would obey or a reader be misled by. */
export function printable(text: string, longest = 200): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd')
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean
}

export function labelOf({ figure }: Row): string {
  if (!isFigure(figure)) return figure.replaceAll('-', ' ')
  const { label, unit } = figures[figure]
  return `${label}, ${unit}`
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

/** How many runs and trials a side has, and of when. */
export function sideText({ runs }: Side, texts: Texts = en): string {
  const trials = runs.map(({ report }) => report.trials).reduce((a, b) => a + b, 0)
  const [first = '', last = ''] = [runs[0], runs.at(-1)].map((run) =>
    printable(run?.report.startedAt ?? '', 40)
      .slice(0, 16)
      .replace('T', ' '),
  )
  return texts.sides(runs.length, trials, texts.fromTo(first, last))
}

/** What the marks and p mean, one sentence each, as far as there are any. */
export function readingOf({ rows, unit }: Comparison, texts: Texts = en): string[] {
  const outcomes = new Set(rows.map(({ outcome }) => outcome))
  const rates = rows.find(({ figure }) => !isFigure(figure))?.unit
  return [
    outcomes.has('none-shown') && texts.noneShownMeans,
    outcomes.has('unconfirmed') && texts.unconfirmedMeans,
    rates === 'session' && texts.bySessionMeans,
    texts.pMeans(unit, rates, rows.length, alpha * 100),
  ].filter((text) => typeof text === 'string')
}

/** In what the sides differ besides what was measured, one sentence each. */
export function differingOf({ circumstances, onlyIn }: Comparison, texts: Texts = en): string[] {
  const names = (of: readonly string[]) => of.map((name) => printable(name, 60)).join(', ')
  return [
    ...circumstances.map(({ what, a, b }) => texts.differs(printable(what, 60), printable(a, 60), printable(b, 60))),
    ...(onlyIn.a.length > 0 ? [texts.onlyIn('A', names(onlyIn.a))] : []),
    ...(onlyIn.b.length > 0 ? [texts.onlyIn('B', names(onlyIn.b))] : []),
  ]
}

export const warningsOf = ({ warnings }: Comparison): string[] => warnings.map((warning) => printable(warning, 300))

/** What to know before believing a row. */
export function remarksOn(comparison: Comparison): string[] {
  return [...readingOf(comparison), ...differingOf(comparison), ...warningsOf(comparison)]
}

/** One sentence on all of it. */
export function summaryOf({ rows }: Comparison, texts: Texts = en): string {
  const of = (outcome: RowOutcome) => rows.filter((row) => row.outcome === outcome).length
  const [better, worse, open] = [of('better'), of('worse'), of('unconfirmed')]
  if (better + worse > 0) return texts.shown(rows.length, better, worse)
  return open > 0 ? texts.unconfirmed(rows.length, open) : texts.noneShown(rows.length)
}
