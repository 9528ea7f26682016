/** What each mode's credentials give away: what is to be read in them, by whom, and whether any turned up in a log. */

import { say } from '../../i18n/texts.ts'
import { exposureRows, fieldsOf, searchedIn } from '../../markdown/exposure-rows.ts'
import { whole } from '../format-figures.ts'
import { html } from '../markup.ts'
import type { Section } from './section.ts'

export const exposure: Section = {
  id: 'exposure',
  title: (words) => words.exposure,
  body(report) {
    const rows = exposureRows(report)
    if (rows.length === 0) return undefined
    const { files, bytes } = searchedIn(rows)
    return html`<p class="quiet" id="exposure-caption">${say((words) => words.exposureLead(files, whole(bytes / 1_000)))}</p>
<div class="wide" role="region" aria-labelledby="exposure-caption" tabindex="0"><table aria-labelledby="exposure-caption">
<thead><tr>${textHeads.map((head) => html`<th scope="col" class="text">${say(head)}</th>`)}${heads.map((head) => html`<th scope="col">${say(head)}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ mode, bytes: size, of }) =>
    html`<tr><th scope="row">${mode}</th><td class="prose" lang="en">${fieldsOf(of) || '–'}</td><td class="text">${say((words) => words.carriers[of.carrier])}</td>
<td class="text">${say((words) => (of.readByScript ? words.yes : words.no))}</td><td>${size === null ? '–' : whole(size)}</td><td>${say((words) => words.ofTotal(whole(of.found), whole(of.credentials)))}</td></tr>
`,
)}</tbody></table></div>`
  },
}

const textHeads: readonly Parameters<typeof say>[0][] = [
  (words) => words.mode,
  (words) => words.inClear,
  (words) => words.carriedBy,
  (words) => words.readByScript,
]

const heads: readonly Parameters<typeof say>[0][] = [(words) => words.credentialBytes, (words) => words.inLogs]
