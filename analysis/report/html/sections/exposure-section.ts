/** What each mode's credentials disclose: the readable data, whether scripts can read it, and whether a log contains any. */

import { translated } from '../../i18n/texts.ts'
import { exposureRows, fieldsOf, searchedIn } from '../../markdown/exposure-rows.ts'
import { whole } from '../format-figures.ts'
import { html } from '../markup.ts'
import type { Section } from './section.ts'

export const exposure: Section = {
  id: 'exposure',
  title: (texts) => texts.exposure,
  body(report) {
    const rows = exposureRows(report)
    if (rows.length === 0) return undefined
    const { files, bytes } = searchedIn(rows)
    return html`<p class="quiet" id="exposure-caption">${translated((texts) => texts.exposureLead(files, whole(bytes / 1_000)))}</p>
<div class="wide" role="region" aria-labelledby="exposure-caption" tabindex="0"><table aria-labelledby="exposure-caption">
<thead><tr>${textHeads.map((head) => html`<th scope="col" class="text">${translated(head)}</th>`)}${heads.map((head) => html`<th scope="col">${translated(head)}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ mode, bytes: size, of }) =>
    html`<tr><th scope="row">${mode}</th><td class="prose" lang="en">${fieldsOf(of) || '–'}</td><td class="text">${translated((texts) => texts.carriers[of.carrier])}</td>
<td class="text">${translated((texts) => (of.readByScript ? texts.yes : texts.no))}</td><td>${size === null ? '–' : whole(size)}</td><td>${translated((texts) => texts.ofTotal(whole(of.found), whole(of.credentials)))}</td></tr>
`,
)}</tbody></table></div>`
  },
}

const textHeads: readonly Parameters<typeof translated>[0][] = [
  (texts) => texts.mode,
  (texts) => texts.inClear,
  (texts) => texts.carriedBy,
  (texts) => texts.readByScript,
]

const heads: readonly Parameters<typeof translated>[0][] = [(texts) => texts.credentialBytes, (texts) => texts.inLogs]
