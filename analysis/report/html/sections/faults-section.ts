/** What each fault did to each mode, from then on: refusals, failures, and how long until service was as before. */

import { type FaultRow, type FaultSummary, faultSummaries } from '../../figures/fault-effects.ts'
import { say, type Words } from '../../i18n/texts.ts'
import { duration, whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

const columns: readonly ((words: Words) => string)[] = [
  (words) => words.outcome.refused,
  (words) => words.outcome.failed,
  (words) => words.givenOn,
  (words) => words.commonestFailure,
  (words) => words.asBeforeAfter,
]

export const faults: Section = {
  id: 'faults',
  title: (words) => words.faults,
  body(report) {
    const summaries = faultSummaries(report)
    if (summaries.length === 0) return undefined
    return html`<p>${say((words) => words.faultsLead)}</p>
${summaries.map(tableOf)}`
  },
}

function tableOf(summary: FaultSummary, index: number): Markup {
  const { fault, what, atSeconds, lastedSeconds, rows } = summary
  const id = `fault-${index}`
  const lasted = lastedSeconds === null ? null : duration(lastedSeconds * 1_000)
  return html`<h3 id="${id}">${fault} (${what.join('; ')})</h3>
<p class="quiet">${say((words) => words.faultTimes(duration(atSeconds * 1_000), lasted))}</p>
<div class="wide" role="region" aria-labelledby="${id}" tabindex="0"><table aria-labelledby="${id}">
<thead><tr><th scope="col" class="text">${say((words) => words.mode)}</th><th scope="col" class="text">${say((words) => words.client)}</th>
${columns.map((head) => html`<th scope="col">${say(head)}</th>`)}</tr></thead>
<tbody>
${rows.map(rowOf)}</tbody></table></div>
`
}

function rowOf({ mode, client, refused, failed, retries, commonestFailure, recoverySeconds }: FaultRow): Markup {
  return html`<tr><th scope="row">${mode}</th><td class="text">${say((words) => words.clients[client as 'frozen'] ?? client)}</td>
<td>${whole(refused)}</td><td>${whole(failed)}</td><td>${whole(retries)}</td><td>${commonestFailure ?? '–'}</td><td>${recovery(recoverySeconds)}</td></tr>
`
}

/** It is known to a second at best: no digit more is shown. */
function recovery(seconds: number | null): Markup {
  if (seconds === null) return say((words) => words.never)
  return seconds === 0 ? say((words) => words.atOnce) : html`${seconds.toFixed(1)}\u00a0s`
}
