/** A comparison for a terminal of 80 columns. Pure: text out; colours only where asked for. */

import { styleText } from 'node:util'
import type { Paint } from '../report/terminal/check-table.ts'
import { plainTable, share } from '../report/terminal/plain-table.ts'
import { wrap } from '../report/terminal/wrap.ts'
import type { Comparison, Row } from './comparison.ts'
import { en } from './comparison-texts.en.ts'
import type { LimitOutcome } from './limits.ts'
import type { Noise } from './noise.ts'
import type { Side } from './side.ts'
import { changeText, labelOf, measuredText, printable, probability, remarksOn, sideText, summaryOf } from './wording.ts'

export interface TableOptions {
  readonly colour: boolean
}

const painting = ({ colour }: TableOptions): Paint => {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}

export function comparisonTable(
  comparison: Comparison,
  outcomes: readonly LimitOutcome[],
  options: TableOptions,
): string {
  const paint = painting(options)
  const { a, b, rows } = comparison
  return [
    ...wrap(`A  ${sideLine(a)}`, ''),
    ...wrap(`B  ${sideLine(b)}`, ''),
    '',
    ...(rows.length > 0 ? [tableOf(rows, paint), ''] : []),
    ...remarksOn(comparison).flatMap((line) => wrap(line)),
    '',
    ...outcomes.flatMap((outcome) => wrap(limitText(outcome, paint), '')),
    ...wrap(`Verdict: ${summaryOf(comparison)}`, ''),
  ].join('\n')
}

const sideLine = (side: Side) => printable(`${side.name}: ${sideText(side)}`)

const longestLabel = 18

function tableOf(rows: readonly Row[], paint: Paint): string {
  const table = plainTable(['', 'A', 'B', 'change [95 %]', 'p', ''])
  table.options.colAligns = ['left', 'right', 'right', 'right', 'right', 'left']
  const groups = Map.groupBy(rows, ({ mode, client }) => `${mode}, ${client}`)
  for (const [name, of] of groups) {
    table.push([{ content: paint('bold', printable(name, 70)), colSpan: 6 }])
    for (const row of of) {
      table.push([
        printable(labelOf(row), longestLabel),
        measuredText(row, row.a),
        measuredText(row, row.b),
        changeText(row),
        probability(row.pAdjusted),
        markOf(row, paint),
      ])
    }
  }
  return withoutTrailingSpace(table.toString())
}

const withoutTrailingSpace = (text: string) => text.replaceAll(/ +$/gm, '')

function markOf({ outcome }: Row, paint: Paint): string {
  const mark = en.outcomes[outcome]
  if (outcome === 'better') return paint('green', mark)
  return outcome === 'worse' ? paint('red', mark) : mark
}

const limitColours = { held: 'green', broken: 'red', unknown: 'yellow' } as const

function limitText({ limit, mode, client, outcome, says }: LimitOutcome, paint: Paint): string {
  return printable(`${limit}  ${mode}, ${client}: `) + paint(limitColours[outcome], outcome) + printable(` (${says})`)
}

/** How much identical runs differ. */
export function noiseTable({ side, rows }: Noise): string {
  const table = plainTable(['mode', 'client', 'figure', 'median', 'two runs differ by', '95 of 100 by less than'])
  let before = ''
  for (const { mode, client, figure, value, typical, floor } of rows) {
    const name = `${mode} ${client}`
    const [first, second] = name === before ? ['', ''] : [printable(mode, 24), client]
    before = name
    const shown = value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')
    table.push([first, second, figure, shown, share(typical), share(floor)])
  }
  return [
    ...wrap(`Noise floor of ${sideLine(side)}`, ''),
    '',
    table.toString(),
    '',
    ...wrap(
      'lab compare A B with the same --noise takes for a difference only what is larger than the last column.',
      '',
    ),
  ].join('\n')
}
