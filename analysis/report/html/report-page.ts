/** report.html: a report → one page. Pure. Its sections are a list: a new one is a file, and a line here. */

import { conclusionSentence } from '../i18n/conclusion-sentence.ts'
import { translated } from '../i18n/texts.ts'
import { conclusionsOf } from '../model/conclusion.ts'
import type { Report } from '../model/report.ts'
import { html, type Markup } from './markup.ts'
import { page } from './page.ts'
import { circumstances } from './sections/circumstances-section.ts'
import { costs } from './sections/costs-section.ts'
import { evidence } from './sections/evidence-section.ts'
import { exposure } from './sections/exposure-section.ts'
import { faults } from './sections/faults-section.ts'
import { guarantees } from './sections/guarantees-section.ts'
import { latency } from './sections/latency-section.ts'
import { predictions } from './sections/predictions-section.ts'
import { scaling } from './sections/scaling-section.ts'
import type { Section } from './sections/section.ts'
import { timeSeries } from './sections/time-series-section.ts'

/** In the order in which they are read: a sweep is made for its curves. */
const sections: readonly Section[] = [
  scaling,
  predictions,
  guarantees,
  timeSeries,
  faults,
  latency,
  costs,
  exposure,
  evidence,
  circumstances,
]

/** The same report gives the same page, to the byte. */
export function renderHtml(report: Report): string {
  return page({
    title: `${report.scenario}: ${report.verdict}`,
    heading: html`${report.scenario}: ${report.summary}`,
    lead: leadOf(report),
    sections: sections.flatMap(({ id, title, body }) => {
      const content = body(report)
      return content === undefined ? [] : { id, title: translated(title), body: content }
    }),
  })
}

function leadOf(report: Report): Markup {
  const { verdict, reasons = [], caveats } = report
  return html`<p><span class="verdict ${verdict}">${translated((texts) => texts.verdicts[verdict])}</span></p>
${reasons.length > 0 && html`<ul class="because" lang="en">${reasons.map((reason) => html`<li>${reason}</li>\n`)}</ul>`}
<ul class="modes">
${conclusionsOf(report).map(
  (
    conclusion,
  ) => html`<li class="${conclusion.standing}"><b>${conclusion.mode}</b> ${translated((texts) => conclusionSentence(conclusion, texts))}</li>
`,
)}</ul>
${
  caveats.length > 0 &&
  html`<h2 id="caveats">${translated((texts) => texts.caveats)}</h2>
<ul lang="en">${caveats.map((caveat) => html`<li>${caveat}</li>\n`)}</ul>`
}`
}
