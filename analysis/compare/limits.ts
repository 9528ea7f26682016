/** Limits that a comparison is held against, as a pipeline states them: `throughput<-5%`, `session-mismatch>0`. Pure. */

import { type CheckName, checkNames } from '../anomalies/registry.ts'
import type { Interval } from '../statistics/interval.ts'
import { figureNames, figures } from './compared-figures.ts'
import { alpha, type Comparison, type Row } from './comparison.ts'
import { checkOf, modesAndClients } from './side.ts'

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
  const isFigure = figureNames.some((name) => name === figure)
  if (!isFigure && !checkNames.some((name) => name === figure)) {
    throw new LimitError(`${text}: unknown figure ${figure}: choose of ${[...figureNames, ...checkNames].join(', ')}`)
  }
  if (isFigure && unit === 'pp') throw new LimitError(`${text}: pp is for rates: write a change of ${figure} in %`)
  return {
    text,
    ...(mode !== undefined && { mode }),
    figure: figure as Row['figure'],
    beyond: beyond as '<' | '>',
    value: unit === '' ? Number(number) : Number(number) / 100,
    of: (isFigure && unit === '%') || unit === 'pp' ? 'change' : 'value',
  }
}

/** One outcome for each mode and client model that the limit speaks of. @throws LimitError where there is none */
export function judgeLimit(limit: Limit, comparison: Comparison): LimitOutcome[] {
  const { a, b } = comparison
  const inA = modesAndClients(a)
  const concerned = modesAndClients(b).filter(
    (of) =>
      (limit.mode === undefined || limit.mode === of.mode) &&
      inA.some(({ mode, client }) => mode === of.mode && client === of.client),
  )
  if (concerned.length === 0) throw new LimitError(`${limit.text}: the runs have no mode ${limit.mode ?? ''} in common`)
  return concerned.map(({ mode, client }) => {
    const row = comparison.rows.find(
      (each) => each.mode === mode && each.client === client && each.figure === limit.figure,
    )
    const isCheck = checkNames.some((name) => name === limit.figure)
    const judged = isCheck
      ? judgeCheck(limit, row, checkOf(b, { mode, client }, limit.figure as CheckName))
      : judgeFigure(limit, row)
    return { limit: limit.text, mode, client, ...judged }
  })
}

type Judged = Pick<LimitOutcome, 'outcome' | 'says'>

function judgeFigure(limit: Limit, row: Row | undefined): Judged {
  if (row === undefined) return { outcome: 'unknown', says: 'not measured on both sides' }
  if (limit.of === 'value') return byInterval(limit, row.b.ci95, (value) => inUnit(limit.figure, value))
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

/** Never, as a limit, is broken by a single case, and held where it was looked for. */
function judgeCheck(limit: Limit, row: Row | undefined, found: ReturnType<typeof checkOf>): Judged {
  if (found === undefined) return { outcome: 'unknown', says: 'no operation could have shown it' }
  const { count, total, ci95 } = found
  if (limit.of === 'value') {
    if (limit.beyond !== '>' || limit.value !== 0) return byInterval(limit, ci95, percent)
    return { outcome: count > 0 ? 'broken' : 'held', says: `${count} of ${total}` }
  }
  if (row === undefined) return byInterval(limit, [0, 0], signed) // none on either side
  return byInterval(limit, row.ci95, signed)
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
const inUnit = (figure: Row['figure'], value: number) =>
  `${value.toFixed(value < 10 ? 2 : 0)} ${figure in figures ? figures[figure as keyof typeof figures].unit : ''}`.trim()

/** Exit status of a comparison by the outcomes of its limits: 0 all held, 1 one broken, 2 one unknown. */
export function exitStatusOf(outcomes: readonly LimitOutcome[]): 0 | 1 | 3 {
  if (outcomes.some(({ outcome }) => outcome === 'broken')) return 1
  return outcomes.some(({ outcome }) => outcome === 'unknown') ? 3 : 0
}
