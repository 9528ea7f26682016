/** What each mode costs: rates, latency, and bytes, processor time, copies and questions for each request. */

import { say, type Words } from '../../i18n/texts.ts'
import { type ReportRow, rowsOfReport } from '../../markdown/rows.ts'
import { duration, figure, whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

interface Column {
  readonly head: (words: Words) => string
  readonly value: (of: ReportRow['of']['load']) => number | null | undefined
  readonly show?: (value: number) => string
  /** Whether a bar shows how it compares. */
  readonly bar?: true
}

const columns: readonly Column[] = [
  { head: (words) => words.goodput, value: (load) => load.goodputPerSecond.median, bar: true },
  { head: (words) => words.throughput, value: (load) => load.throughputPerSecond.median },
  { head: () => 'p50', value: (load) => load.latencyMs?.p50, show: duration },
  { head: () => 'p99', value: (load) => load.latencyMs?.p99, show: duration },
  { head: () => 'p99.9', value: (load) => load.latencyMs?.p999, show: duration },
  { head: (words) => words.login, value: (load) => load.loginLatencyMs?.p50, show: duration },
  { head: (words) => words.replicaCpu, value: (load) => load.replicaCpuMicrosPerRequest, bar: true },
  { head: (words) => words.loadBalancerCpu, value: (load) => load.loadBalancerCpuMicrosPerRequest },
  { head: (words) => words.redisCpu, value: (load) => load.redisCpuMicrosPerRequest },
  { head: (words) => words.clientCpu, value: (load) => load.clientCpuMicrosPerRequest },
  { head: (words) => words.credentialBytes, value: (load) => load.credentialBytes },
  { head: (words) => words.bytesOut, value: (load) => load.bytesPerRequest.sent },
  { head: (words) => words.bytesIn, value: (load) => load.bytesPerRequest.received },
  { head: (words) => words.commands, value: (load) => load.store?.commandsPerRequest, show: figure },
  { head: (words) => words.storedBytes, value: (load) => load.store?.bytesPerSession },
  { head: (words) => words.messages, value: (load) => load.replication?.messagesPerWrite, show: figure },
  { head: (words) => words.copyBytes, value: (load) => load.replication?.bytesPerWrite },
  { head: (words) => words.lag, value: (load) => load.replication?.lagMs?.p99, show: duration },
]

export const costs: Section = {
  id: 'costs',
  title: (words) => words.costs,
  body(report) {
    const rows = rowsOfReport(report)
    if (rows.length === 0) return undefined
    const shown = columns.filter(({ value }) => rows.some(({ of }) => typeof value(of.load) === 'number'))
    return html`<p class="quiet" id="costs-caption">${say((words) => words.costsCaption)}</p>
<div class="wide" role="region" aria-labelledby="costs-caption" tabindex="0"><table class="many" aria-labelledby="costs-caption">
<thead><tr><th scope="col" class="text">${say((words) => words.mode)}</th><th scope="col" class="text">${say((words) => words.client)}</th>
${shown.map(({ head }) => html`<th scope="col">${say(head)}</th>`)}<th scope="col">${say((words) => words.shares)}</th></tr></thead>
<tbody>
${rows.map(
  ({
    mode,
    client,
    of: { load },
  }) => html`<tr><th scope="row">${mode}</th><td class="text">${say((words) => words.clients[client as 'frozen'] ?? client)}</td>
${shown.map((column) => cell(column, column.value(load), rows))}<td>${sharesOf(Object.values(load.shareByReplica))}</td></tr>
`,
)}</tbody></table></div>`
  },
}

function cell(
  { value, show = whole, bar }: Column,
  figureOf: number | null | undefined,
  rows: readonly ReportRow[],
): Markup {
  if (figureOf === null || figureOf === undefined) return html`<td>–</td>`
  const most = Math.max(...rows.map(({ of }) => value(of.load) ?? 0))
  const width = most > 0 ? Math.round((figureOf / most) * 100) : 0
  return html`<td>${show(figureOf)}${bar && html`<span class="bar" style="width:${width}%"></span>`}</td>`
}

/** Each replica's share; of many, the smallest and the largest. */
function sharesOf(shares: readonly number[]): string {
  const percents = shares.map((of) => Math.round(of * 100))
  return percents.length <= 4 ? percents.join('/') : `${Math.min(...percents)}–${Math.max(...percents)}`
}
