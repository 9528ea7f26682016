/** A comparison as one page, in the style of report.html: what differs on top, then each figure as dots. Pure. */

import { duration, percent, whole } from '../../report/html/format-figures.ts'
import { html, type Markup } from '../../report/html/markup.ts'
import { type PageSection, page } from '../../report/html/page.ts'
import { translated as translatedOfReports } from '../../report/i18n/texts.ts'
import { figures, isFigure } from '../compared-figures.ts'
import type { Comparison, Row } from '../comparison.ts'
import { translated } from '../comparison-texts.ts'
import type { LimitOutcome } from '../limits.ts'
import type { Side } from '../side.ts'
import {
  changeText,
  differingOf,
  measuredText,
  printable,
  probability,
  readingOf,
  sideText,
  summaryOf,
  warningsOf,
} from '../wording.ts'
import { pairs, pairsStyle } from './paired-dots.ts'

/**
 * The same comparisons give the same page, to the byte.
 * @param outcomes of the limits, for each comparison
 */
export function comparisonPage(
  comparisons: readonly Comparison[],
  outcomes: readonly (readonly LimitOutcome[])[],
): string {
  const names = [comparisons[0]?.a, ...comparisons.map(({ b }) => b)].map((side) => printable(side?.name ?? '', 80))
  return page({
    title: names.join(' | '),
    heading: translated((texts) => texts.title),
    lead: html`${comparisons.map((comparison, index) => leadOf(comparison, outcomes[index] ?? [], index))}`,
    sections: comparisons.flatMap((comparison, index) => sectionsOf(comparison, index, comparisons.length > 1)),
    style: pairsStyle,
  })
}

function leadOf(comparison: Comparison, limits: readonly LimitOutcome[], index: number): Markup {
  const { a, b } = comparison
  const [differing, warnings] = [differingOf(comparison), warningsOf(comparison)]
  return html`<dl>${sideOf('A', a)}${sideOf('B', b)}</dl>
<p><span class="verdict ${standingOf(comparison)}">${translated((texts) => summaryOf(comparison, texts))}</span></p>
${
  differing.length > 0 &&
  html`<h2>${translated((texts) => texts.differing)}</h2>
<ul>${differing.map((_, index) => html`<li>${translated((texts) => differingOf(comparison, texts)[index] ?? '')}</li>\n`)}</ul>`
}
${
  warnings.length > 0 &&
  html`<h2>${translated((texts) => texts.warnings)}</h2>
<ul lang="en">${warnings.map((warning) => html`<li>${warning}</li>\n`)}</ul>`
}
${limits.length > 0 && limitsTable(limits, index)}
<p class="quiet">${translated((texts) => texts.figuresLead)}</p>`
}

const sideOf = (letter: string, side: Side) =>
  html`<dt>${letter}</dt><dd><b>${printable(side.name)}</b> ${translated((texts) => sideText(side, texts))}</dd>\n`

/** A class of the style sheet. */
function standingOf({ rows }: Comparison): 'pass' | 'fail' | 'unknown' {
  if (rows.some(({ outcome }) => outcome === 'worse')) return 'fail'
  return rows.some(({ outcome }) => outcome === 'better') ? 'pass' : 'unknown'
}

const limitClasses = { held: 'pass', broken: 'fail', unknown: 'unknown' } as const

function limitsTable(limits: readonly LimitOutcome[], index: number): Markup {
  return html`<h2 id="limits-${index}">${translated((texts) => texts.limits)}</h2>
<div class="wide" role="region" aria-labelledby="limits-${index}" tabindex="0"><table>
<thead><tr>${(['limit', 'where', 'outcome', 'because'] as const).map((key) => html`<th scope="col" class="text">${translated((texts) => texts[key])}</th>`)}</tr></thead>
<tbody>
${limits.map(
  ({ limit, mode, client, outcome, says }) =>
    html`<tr><th scope="row"><code>${printable(limit)}</code></th><td class="text">${whoIs(mode, client)}</td><td class="text ${limitClasses[outcome]}">${translated((texts) => texts.limitOutcomes[outcome])}</td><td class="text" lang="en">${printable(says)}</td></tr>
`,
)}</tbody></table></div>`
}

/** One for each figure, and what the marks mean at the end. */
function sectionsOf(comparison: Comparison, index: number, isOneOfMany: boolean): PageSection[] {
  const named = isOneOfMany && html` <small>(B: ${printable(comparison.b.name, 60)})</small>`
  const byFigure = [...Map.groupBy(comparison.rows, ({ figure }) => figure)]
  return [
    ...byFigure.map(([figure, rows]) => ({
      id: `${figure}-${index}`,
      title: html`${titleOf(figure)}${named}`,
      body: pairs(
        rows.map((row) => ({ ...row, who: whoIs(row.mode, row.client), figures: figuresOf(row) })),
        labelOf(figure),
      ),
    })),
    {
      id: `reading-${index}`,
      title: html`${translated((texts) => texts.reading)}${named}`,
      body: html`<ul>${readingOf(comparison).map((_, line) => html`<li>${translated((texts) => readingOf(comparison, texts)[line] ?? '')}</li>\n`)}</ul>`,
    },
  ]
}

function titleOf(figure: Row['figure']): Markup {
  return isFigure(figure)
    ? translated((texts) => texts.figures[figure])
    : translatedOfReports((texts) => texts.checks[figure])
}

function labelOf(figure: Row['figure']): (value: number) => string {
  if (!isFigure(figure)) return percent
  const { unit } = figures[figure]
  if (unit === 'ms') return duration
  return (value) => (unit === '/s' ? whole(value) : `${whole(value)}\u00a0${unit}`)
}

function whoIs(mode: string, client: string): Markup {
  return html`${printable(mode, 60)}, ${translatedOfReports((texts) => texts.clients[client as 'frozen'] ?? client)}`
}

function figuresOf(row: Row): Markup {
  const { a, b, outcome, pAdjusted, superiority } = row
  return html`${changeText(row)} <b class="${outcome}">${translated((texts) => texts.outcomes[outcome])}</b>
<span class="quiet">A ${measuredText(row, a)}, B ${measuredText(row, b)}; p ${probability(pAdjusted)}${
    superiority !== undefined && html`; ${translated((texts) => texts.effect(percent(superiority)))}`
  }</span>`
}
