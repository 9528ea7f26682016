/** Compares two sides, figure by figure: what differs, by how much, how sure that is, and whether it matters. Pure. */

import { type CheckName, checkNames } from '../anomalies/registry.ts'
import { plural } from '../report/terminal/plain-table.ts'
import { type Interval, median, medianInterval95 } from '../statistics/interval.ts'
import { adjustForMany } from '../statistics/multiplicity.ts'
import { mannWhitney, ratioOf } from '../statistics/rank-test.ts'
import { type FigureName, figureNames, figures, isFigure } from './compared-figures.ts'
import { compareRates, foundBy } from './compared-rates.ts'
import { type Difference, differencesOf } from './differing-circumstances.ts'
import {
  fewestSamples,
  isSame,
  type Measured,
  type ModeAndClient,
  modesAndClients,
  type SampleUnit,
  type Side,
  samplesOf,
  sampleUnitOf,
} from './side.ts'

/** A difference is called one where, all figures considered, at most so many of a hundred such calls are wrong. */
export const alpha = 0.05

export interface Comparison {
  readonly a: Side
  readonly b: Side
  readonly unit: SampleUnit
  readonly circumstances: readonly Difference[]
  /** What is compared. */
  readonly common: readonly ModeAndClient[]
  /** Modes that only one side has, for each side. */
  readonly onlyIn: { readonly a: readonly string[]; readonly b: readonly string[] }
  readonly warnings: readonly string[]
  readonly rows: readonly Row[]
}

export interface Row extends ModeAndClient {
  readonly figure: FigureName | CheckName
  /** Rates count sessions only where each side is one run, since there is no other run to count. */
  readonly unit: SampleUnit | 'session'
  readonly a: Measured
  readonly b: Measured
  /** Of a figure, as a share of A: −0.2 is a fifth less. Of a rate, B − A. null where there is none, as from 0. */
  readonly change: number | null
  readonly ci95: Interval | null
  /** Two-sided; and adjusted for the number of figures that are compared. */
  readonly p: number
  readonly pAdjusted: number
  /** P(b > a), ties counted half; not where sessions are counted. */
  readonly superiority?: number
  /** From which change on it matters. */
  readonly matters: number
  readonly outcome: RowOutcome
}

/**
 * `none-shown` does not say that there is none. `unconfirmed`: the trials differ, but they are those of one run a side, and
 * nothing is known of how much identical runs differ. `too-few`: with so few samples none could ever be shown.
 */
export type RowOutcome = 'better' | 'worse' | 'none-shown' | 'unconfirmed' | 'too-few'

/** By how much identical runs differ, as a share; undefined where it is not known. */
export type NoiseFloor = (of: ModeAndClient, figure: FigureName) => number | undefined

export function compareSides(a: Side, b: Side, floor: NoiseFloor = () => undefined): Comparison {
  const unit = sampleUnitOf([a, b])
  const [ofA, ofB] = [modesAndClients(a), modesAndClients(b)]
  const common = ofA.filter((one) => ofB.some((other) => isSame(one, other)))
  const drafts = common.flatMap((of) => [...figureDrafts(a, b, of, unit, floor), ...rateDrafts(a, b, of)])
  const adjusted = adjustForMany(drafts.map(({ p }) => p))
  const rows = drafts.map(({ isKnown, ...draft }, index): Row => {
    const row = { ...draft, pAdjusted: adjusted[index] as number }
    return { ...row, outcome: outcomeOf(row, isKnown) }
  })
  const modes = [...new Set(common.map(({ mode }) => mode))]
  const without = (one: readonly ModeAndClient[], other: readonly ModeAndClient[]) =>
    one.filter((each) => !other.some((of) => isSame(of, each))).map(({ mode, client }) => `${mode} (${client})`)
  return {
    a,
    b,
    unit,
    circumstances: circumstancesOf(a, b, modes),
    common,
    onlyIn: { a: without(ofA, ofB), b: without(ofB, ofA) },
    warnings: warningsOf(a, b, rows),
    rows,
  }
}

/** Between the sides, and within each. */
function circumstancesOf(a: Side, b: Side, modes: readonly string[]): Difference[] {
  const [first, ...others] = [...a.runs, ...b.runs]
  if (first === undefined) return []
  const all = others.flatMap((run) => differencesOf(first, run, modes))
  return all.filter((one, index) => all.findIndex((other) => other.what === one.what && other.b === one.b) === index)
}

interface Draft extends Omit<Row, 'outcome' | 'pAdjusted'> {
  /** Whether the samples tell all that identical runs differ by: whole runs do, and trials where that is measured, or nil. */
  readonly isKnown: boolean
}

function figureDrafts(a: Side, b: Side, of: ModeAndClient, unit: SampleUnit, floor: NoiseFloor): Draft[] {
  return figureNames.flatMap((figure): Draft[] => {
    const [before, after] = [samplesOf(a, of, figure, unit), samplesOf(b, of, figure, unit)]
    if (!before?.length || !after?.length) return []
    const { p, superiority } = mannWhitney(before, after)
    const ratio = ratioOf(before, after)
    const { matters, isSteady } = figures[figure]
    const noise = floor(of, figure)
    return [
      {
        ...of,
        figure,
        unit,
        a: measured(before),
        b: measured(after),
        change: ratio && ratio.estimate - 1,
        ci95: ratio?.ci95 ? [ratio.ci95[0] - 1, ratio.ci95[1] - 1] : null,
        p,
        superiority,
        matters: Math.max(matters, noise ?? 0),
        isKnown: unit === 'run' || isSteady || noise !== undefined,
      },
    ]
  })
}

function measured(samples: readonly number[]): Measured {
  return { value: median(samples), ci95: medianInterval95(samples) ?? null, samples: samples.length }
}

/** Of the checks that found something on either side: where neither did there is nothing to compare. */
function rateDrafts(a: Side, b: Side, of: ModeAndClient): Draft[] {
  return checkNames.flatMap((figure): Draft[] => {
    const [before, after] = [foundBy(figure, a, of), foundBy(figure, b, of)]
    if (before === undefined || after === undefined || before.count + after.count === 0) return []
    return [{ ...of, figure, ...compareRates(before, after), isKnown: true }]
  })
}

function outcomeOf(row: Omit<Row, 'outcome'>, isKnown: boolean): RowOutcome {
  const { figure, unit, a, b, change, pAdjusted, matters, superiority = 0.5 } = row
  if (unit !== 'session' && Math.min(a.samples, b.samples) < fewestSamples) return 'too-few'
  if (pAdjusted > alpha || (change !== null && sizeOf(change, figure) < matters)) return 'none-shown'
  if (!isKnown) return 'unconfirmed'
  const isMore = change === null ? superiority > 0.5 : change > 0
  return isMore === (betterOf(figure) === 'higher') ? 'better' : 'worse'
}

/** Half as much is as far away as twice as much. */
function sizeOf(change: number, figure: Row['figure']): number {
  return isFigure(figure) ? Math.max(1 + change, 1 / (1 + change)) - 1 : Math.abs(change)
}

function betterOf(figure: Row['figure']): 'higher' | 'lower' {
  return isFigure(figure) ? figures[figure].better : 'lower'
}

const fewestForAnInterval = 6

function warningsOf(a: Side, b: Side, rows: readonly Row[]): string[] {
  const paths = [a, b].map(({ runs }) => runs.map(({ report }) => report.startedAt))
  const all = [...a.runs, ...b.runs]
  const warnings = [
    paths[0]?.some((startedAt) => paths[1]?.includes(startedAt)) && 'the same run is on both sides',
    ...[...Map.groupBy(rows, ({ figure }) => (isFigure(figure) ? 'speed' : 'rates'))].map(fewWarning),
    ...all
      .filter(({ report }) => report.interruption !== undefined)
      .map(({ path, report }) => `${path} ended before its plan was done (${report.interruption})`),
    ...all
      .filter(({ report }) => report.setup === null)
      .map(({ path }) => `${path} was written by an older lab, without its trials: lab report on its folder adds them`),
  ]
  return warnings.filter((warning) => typeof warning === 'string')
}

function fewWarning([of, rows]: readonly [of: string, rows: readonly Row[]]): string | undefined {
  const { unit } = rows[0] as Row
  const fewest = Math.min(...rows.flatMap(({ a, b }) => [a.samples, b.samples]))
  if (unit === 'session' || fewest >= fewestForAnInterval) return undefined
  return fewest < fewestSamples
    ? `${plural(fewest, unit)} on a side cannot show any difference of ${of}: it takes ${fewestSamples}, better ${fewestForAnInterval}`
    : `${plural(fewest, unit)} on a side show only large differences of ${of}: better ${fewestForAnInterval}`
}
