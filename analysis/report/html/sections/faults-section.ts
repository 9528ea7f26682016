/** The effect of each fault on each mode: refusals, failures, and the time until service was as before. */

import { type FaultRow, type FaultSummary, faultSummaries } from '../../figures/fault-summaries.ts'
import type { Texts } from '../../i18n/texts.en.ts'
import { translated } from '../../i18n/texts.ts'
import { duration, whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

const columns: readonly ((texts: Texts) => string)[] = [
  (texts) => texts.outcome.refused,
  (texts) => texts.outcome.failed,
  (texts) => texts.givenOn,
  (texts) => texts.commonestFailure,
  (texts) => texts.asBeforeAfter,
]

export const faults: Section = {
  id: 'faults',
  title: (texts) => texts.faults,
  body(report) {
    const summaries = faultSummaries(report)
    if (summaries.length === 0) return undefined
    return html`<p>${translated((texts) => texts.faultsLead)}</p>
${summaries.map(tableOf)}`
  },
}

function tableOf(summary: FaultSummary, index: number): Markup {
  const { fault, what, atSeconds, lastedSeconds, rows } = summary
  const id = `fault-${index}`
  const lasted = lastedSeconds === null ? null : duration(lastedSeconds * 1_000)
  return html`<h3 id="${id}">${fault} (${what.join('; ')})</h3>
<p class="quiet">${translated((texts) => texts.faultTimes(duration(atSeconds * 1_000), lasted))}</p>
<div class="wide" role="region" aria-labelledby="${id}" tabindex="0"><table aria-labelledby="${id}">
<thead><tr><th scope="col" class="text">${translated((texts) => texts.mode)}</th><th scope="col" class="text">${translated((texts) => texts.client)}</th>
${columns.map((head) => html`<th scope="col">${translated(head)}</th>`)}</tr></thead>
<tbody>
${rows.map(rowOf)}</tbody></table></div>
`
}

function rowOf({ mode, client, refused, failed, retries, commonestFailure, recoverySeconds }: FaultRow): Markup {
  return html`<tr><th scope="row">${mode}</th><td class="text">${translated((texts) => texts.clients[client as 'frozen'] ?? client)}</td>
<td>${whole(refused)}</td><td>${whole(failed)}</td><td>${whole(retries)}</td><td>${commonestFailure ?? '–'}</td><td>${recovery(recoverySeconds)}</td></tr>
`
}

/** Rounded to seconds, since it is not measured more closely. */
function recovery(seconds: number | null): Markup {
  if (seconds === null) return translated((texts) => texts.never)
  return seconds === 0 ? translated((texts) => texts.atOnce) : html`${seconds.toFixed(1)}\u00a0s`
}
