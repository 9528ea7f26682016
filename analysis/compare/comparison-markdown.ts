/** Comparisons as a pull request shows them. Pure. */

import { plain, table } from '../report/markdown/markdown.ts'
import type { Comparison } from './comparison.ts'
import { en } from './comparison-texts.en.ts'
import type { LimitOutcome } from './limits.ts'
import type { Side } from './side.ts'
import {
  changeText,
  differingOf,
  labelOf,
  measuredText,
  printable,
  probability,
  readingOf,
  sideText,
  summaryOf,
  warningsOf,
} from './wording.ts'

/** The same comparisons give the same text, to the byte. */
export function comparisonMarkdown(
  comparisons: readonly Comparison[],
  outcomes: readonly (readonly LimitOutcome[])[],
): string {
  return `${comparisons.map((comparison, index) => markdownOf(comparison, outcomes[index] ?? [])).join('\n\n')}\n`
}

function markdownOf(comparison: Comparison, limits: readonly LimitOutcome[]): string {
  const notes = [...readingOf(comparison), ...warningsOf(comparison)]
  return [
    `## ${en.title}: ${summaryOf(comparison)}`,
    [sideLine('A', comparison.a), sideLine('B', comparison.b)].join('\n'),
    listOf(differingOf(comparison).map((line) => `**${plain(line)}**`)),
    limits.length > 0 && limitsTable(limits),
    comparison.rows.length > 0 && figuresTable(comparison),
    listOf(notes.map(plain)),
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('\n\n')
}

const sideLine = (letter: string, side: Side) =>
  `- ${letter}: **${plain(printable(side.name))}**, ${plain(sideText(side))}`
const listOf = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')

function limitsTable(limits: readonly LimitOutcome[]): string {
  return table(
    [en.limit, en.where, en.outcome, en.because],
    limits.map(({ limit, mode, client, outcome, says }) => [
      printable(limit),
      printable(`${mode}, ${client}`),
      en.limitOutcomes[outcome],
      printable(says),
    ]),
  )
}

function figuresTable({ rows }: Comparison): string {
  return table(
    [en.where, en.figure, en.before, en.after, en.change, 'p', ''],
    rows.map((row) => [
      printable(`${row.mode}, ${row.client}`),
      printable(labelOf(row)),
      measuredText(row, row.a),
      measuredText(row, row.b),
      changeText(row),
      probability(row.pAdjusted),
      en.outcomes[row.outcome],
    ]),
  )
}
