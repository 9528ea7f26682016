/** The four session guarantees of each mode; where carts were written, since only they can tell. */

import { guaranteeNames } from '../../../anomalies/session-guarantees/check.ts'
import { translated } from '../../i18n/texts.ts'
import { rowsOfReport } from '../../markdown/rows.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

export const guarantees: Section = {
  id: 'guarantees',
  title: (texts) => texts.guarantees,
  body(report) {
    const rows = rowsOfReport(report)
    if (rows.every(({ of }) => guaranteeNames.every((name) => of.guarantees[name] === 'unknown'))) return undefined
    return html`<p id="guarantees-lead">${translated((texts) => texts.guaranteesLead)}</p>
<div class="wide" role="region" aria-labelledby="guarantees-lead" tabindex="0"><table aria-labelledby="guarantees">
<thead><tr><th scope="col" class="text">${translated((texts) => texts.mode)}</th><th scope="col" class="text">${translated((texts) => texts.client)}</th>
${guaranteeNames.map((name) => html`<th scope="col" class="text">${translated((texts) => texts.guarantee[name])}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({
    mode,
    client,
    of,
  }) => html`<tr><th scope="row">${mode}</th><td class="text">${translated((texts) => texts.clients[client as 'frozen'] ?? client)}</td>
${guaranteeNames.map((name) => cell(of.guarantees[name]))}</tr>
`,
)}</tbody></table></div>`
  },
}

function cell(held: boolean | 'unknown'): Markup {
  if (held === 'unknown') return html`<td class="text quiet">${translated((texts) => texts.notSeen)}</td>`
  return held
    ? html`<td class="text as-expected">${translated((texts) => texts.guaranteeHeld)}</td>`
    : html`<td class="text unexpected">${translated((texts) => texts.guaranteeBroken)}</td>`
}
