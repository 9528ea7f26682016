/** Limits that a comparison is held against, as a pipeline states them: `throughput<-5%`, `session-mismatch>0`. Pure. */

import { checkNames } from '../anomalies/registry.ts'
import { plural } from '../report/terminal/plain-table.ts'
import { type Interval, medianInterval95 } from '../statistics/interval.ts'
import { rateDifference } from '../statistics/rate-difference.ts'
import { type FigureName, figureNames, figures, isFigure } from './compared-figures.ts'
import { type FoundRate, foundBy, rateMatters } from './compared-rates.ts'
import { alpha, type Comparison, type Row } from './comparison.ts'
import { isSame, type ModeAndClient, modesAndClients, samplesOf } from './side.ts'

export interface Limit {
  /** As it was written. */
  readonly text: string
  /** undefined: every mode. */
  readonly mode?: string
  readonly figure: Row['figure']
  readonly beyond: '<' | '>'
  /** In the figure's own unit; a rate, and a change, as a share. */
  readonly value: number
  /** `change`: from A to B, of a figure as a share of A, of a rate in points. `value`: what B itself has. */
  readonly of: 'change' | 'value'
}

export interface LimitOutcome {
  readonly limit: string
  readonly mode: string
  readonly client: string
  /** `broken` and `held` are both shown; `unknown` is neither: the figures are not known well enough. */
  readonly outcome: 'held' | 'broken' | 'unknown'
  readonly says: string
}

/** A limit that cannot be understood. */
export class LimitError extends Error {
  readonly code = 'ERR_LIMIT'
}

const form =
  /^(?:(?<mode>[a-z][a-z0-9-]*):)?(?<figure>[a-z0-9-]+)\s*(?<beyond>[<>])\s*(?<number>[+-]?\d+(?:\.\d+)?)(?<unit>%|pp|)$/

/** @throws LimitError */
export function parseLimit(text: string): Limit {
  const groups = form.exec(text.trim())?.groups
  if (!groups) {
    throw new LimitError(`${text} is no limit: write figure<number or figure>number, e.g. throughput<-5% or jwt:p99>50`)
  }
  const { mode, figure = '', beyond, number, unit } = groups
  if (!isFigure(figure) && !checkNames.some((name) => name === figure)) {
    throw new LimitError(`${text}: unknown figure ${figure}: choose of ${[...figureNames, ...checkNames].join(', ')}`)
  }
  if (isFigure(figure) && unit === 'pp')
    throw new LimitError(`${text}: pp is for rates: write a change of ${figure} in %`)
  return {
    text,
    ...(mode !== undefined && { mode }),
    figure: figure as Row['figure'],
    beyond: beyond as '<' | '>',
    value: unit === '' ? Number(number) : Number(number) / 100,
    of: (isFigure(figure) && unit === '%') || unit === 'pp' ? 'change' : 'value',
  }
}

/**
 * One outcome for each mode and client model that the limit speaks of: for a value, those of B; for a change, also those that
 * only one side has, where the change is unknown.
 * @throws LimitError where there is none
 */
export function judgeLimit(limit: Limit, comparison: Comparison): LimitOutcome[] {
  const ofB = modesAndClients(comparison.b)
  const onlyInA = modesAndClients(comparison.a).filter((of) => !ofB.some((other) => isSame(of, other)))
  const concerned = [...ofB, ...(limit.of === 'change' ? onlyInA : [])].filter(
    ({ mode }) => limit.mode === undefined || limit.mode === mode,
  )
  if (concerned.length === 0) throw new LimitError(`${limit.text}: the runs have no mode ${limit.mode ?? ''} in common`)
  return concerned.map((of) => ({ limit: limit.text, ...of, ...judgeOne(limit, comparison, of) }))
}

type Judged = Pick<LimitOutcome, 'outcome' | 'says'>

function judgeOne(limit: Limit, { a, b, rows, unit }: Comparison, of: ModeAndClient): Judged {
  const { figure } = limit
  const row = rows.find((each) => isSame(each, of) && each.figure === figure)
  if (!isFigure(figure)) return judgeRate(limit, row, foundBy(figure, a, of), foundBy(figure, b, of))
  if (limit.of === 'change') return judgeChange(limit, row)
  const interval = medianInterval95(samplesOf(b, of, figure, unit) ?? []) ?? null
  return byInterval(limit, interval, (value) => inUnit(figure, value))
}

function judgeChange(limit: Limit, row: Row | undefined): Judged {
  if (row === undefined) return { outcome: 'unknown', says: 'not measured on both sides' }
  if (row.outcome === 'too-few')
    return { outcome: 'unknown', says: `${row.a.samples} and ${row.b.samples} ${row.unit}s are too few` }
  if (row.outcome === 'unconfirmed')
    return {
      outcome: 'unknown',
      says: `${signed(row.change)} between two runs, which are too few to show a difference`,
    }
  const judged = byInterval(limit, row.ci95, signed)
  return judged.outcome === 'broken' && row.pAdjusted > alpha
    ? { outcome: 'unknown', says: `${judged.says}, but among so many figures chance does that too` }
    : judged
}

function judgeRate(limit: Limit, row: Row | undefined, a: FoundRate | undefined, b: FoundRate | undefined): Judged {
  if (b === undefined) return { outcome: 'unknown', says: 'no operation could have shown it' }
  const isNever = limit.beyond === '>' && limit.value === 0
  if (limit.of === 'value') return isNever ? judgeNever(b) : byInterval(limit, b.ci95, percent)
  if (a === undefined) return { outcome: 'unknown', says: 'no operation of A could have shown it' }
  if (row !== undefined) return judgeChange(limit, row)
  return isNever ? judgeNever(b) : byInterval(limit, rateDifference(a, b).ci95, signed)
}

/**
 * None was seen: that holds only where the rate, as 95 % confidence bounds it, is one that does not matter. The bound is
 * Wilson's over the sessions: 1 % takes 381 of them (by the rule of three, one-sided, 300: Hanley & Lippman-Hand, JAMA 249, 1983).
 */
const neverBelow = rateMatters

/** Never, as a limit, is broken by a single case, and held where enough sessions were looked at. */
function judgeNever({ count, total, sessions, ci95 }: FoundRate): Judged {
  const says = `${count} of ${total}`
  if (count > 0) return { outcome: 'broken', says }
  if (ci95[1] < neverBelow) return { outcome: 'held', says }
  return {
    outcome: 'unknown',
    says: `${says}, but ${plural(sessions.total, 'session')} cannot show a rate below ${percent(neverBelow)}: up to ${percent(ci95[1])} may have been missed`,
  }
}

function byInterval(limit: Limit, ci95: Interval | null, shown: (value: number) => string): Judged {
  if (ci95 === null) return { outcome: 'unknown', says: 'not known within any bounds: more trials are needed' }
  const says = `${shown(ci95[0])} to ${shown(ci95[1])}`
  const isBeyond = (value: number) => (limit.beyond === '<' ? value < limit.value : value > limit.value)
  const [low, high] = ci95.map(isBeyond)
  if (low && high) return { outcome: 'broken', says }
  if (!low && !high) return { outcome: 'held', says }
  return { outcome: 'unknown', says: `${says}: more trials would tell` }
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`
const signed = (share: number | null) => (share === null ? 'changed' : `${share < 0 ? '' : '+'}${percent(share)}`)
const inUnit = (figure: FigureName, value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ${figures[figure].unit}`

/** Exit status of a comparison by the outcomes of its limits: 0 all held, 1 one broken, 3 one unknown. */
export function exitStatusOf(outcomes: readonly LimitOutcome[]): 0 | 1 | 3 {
  if (outcomes.some(({ outcome }) => outcome === 'broken')) return 1
  return outcomes.some(({ outcome }) => outcome === 'unknown') ? 3 : 0
}
