/** The evidence of each anomaly: the smallest example, as a time line of its operations over the replicas. */

import { type CheckName, checkNames } from '../../../anomalies/registry.ts'
import { translated } from '../../i18n/texts.ts'
import { rowsOfReport } from '../../markdown/rows.ts'
import { lanes } from '../charts/lanes.ts'
import { whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

export const evidence: Section = {
  id: 'evidence',
  title: (texts) => texts.evidence,
  body(report) {
    const found = checkNames.flatMap((name) => {
      const cards = rowsOfReport(report).flatMap(({ mode, client, of }) => {
        const {
          evidence: [first],
          causes,
          count,
        } = of.checks[name]
        return first === undefined ? [] : { mode, client, first, causes, count }
      })
      return cards.length === 0 ? [] : [{ name, cards }]
    })
    if (found.length === 0) return undefined
    return html`<p>${translated((texts) => texts.evidenceLead)}</p>
${found.map(
  ({ name, cards }) => html`<h3>${translated((texts) => texts.checks[name])}</h3>
<div class="cards">
${cards.map((card, index) => cardOf({ ...card, id: `evidence-${name}-${index}` }))}</div>
`,
)}`
  },
}

interface Card {
  readonly id: string
  readonly mode: string
  readonly client: string
  readonly first: ReturnType<typeof rowsOfReport>[number]['of']['checks'][CheckName]['evidence'][number]
  readonly causes: Readonly<Record<string, number>>
  readonly count: number
}

function cardOf({ id, mode, client, first, causes, count }: Card): Markup {
  const byCause = Object.entries(causes).map(([cause, times]) => `${cause} ${whole(times)}`)
  return html`<figure class="card">
<figcaption><b>${mode}, ${translated((texts) => texts.clients[client as 'frozen'] ?? client)}</b>
<span class="quiet">${translated((texts) => texts.cases(count))}${byCause.length > 0 && `: ${byCause.join(', ')}`}</span>
<p id="${id}" lang="en">${first.says}</p></figcaption>
${first.operations.length > 0 && lanes(first.operations, id)}</figure>
`
}
