/** What each mode costs: rates, latency, and bytes, processor time, copies and questions for each request. */

import type { Texts } from '../../i18n/texts.en.ts'
import { translated } from '../../i18n/texts.ts'
import { type ReportRow, rowsOfReport } from '../../markdown/rows.ts'
import { duration, figure, whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

interface Column {
  readonly head: (texts: Texts) => string
  readonly value: (of: ReportRow['of']['load']) => number | null | undefined
  readonly show?: (value: number) => string
  /** Whether a bar shows how it compares. */
  readonly bar?: true
}

const columns: readonly Column[] = [
  { head: (texts) => texts.goodput, value: (load) => load.goodputPerSecond.median, bar: true },
  { head: (texts) => texts.throughput, value: (load) => load.throughputPerSecond.median },
  { head: () => 'p50', value: (load) => load.latencyMs?.p50, show: duration },
  { head: () => 'p99', value: (load) => load.latencyMs?.p99, show: duration },
  { head: () => 'p99.9', value: (load) => load.latencyMs?.p999, show: duration },
  { head: (texts) => texts.login, value: (load) => load.loginLatencyMs?.p50, show: duration },
  { head: (texts) => texts.replicaCpu, value: (load) => load.replicaCpuMicrosPerRequest, bar: true },
  { head: (texts) => texts.loadBalancerCpu, value: (load) => load.loadBalancerCpuMicrosPerRequest },
  { head: (texts) => texts.redisCpu, value: (load) => load.redisCpuMicrosPerRequest },
  { head: (texts) => texts.clientCpu, value: (load) => load.clientCpuMicrosPerRequest },
  { head: (texts) => texts.credentialBytes, value: (load) => load.credentialBytes },
  { head: (texts) => texts.bytesOut, value: (load) => load.bytesPerRequest.sent },
  { head: (texts) => texts.bytesIn, value: (load) => load.bytesPerRequest.received },
  { head: (texts) => texts.commands, value: (load) => load.store?.commandsPerRequest, show: figure },
  { head: (texts) => texts.storedBytes, value: (load) => load.store?.bytesPerSession },
  { head: (texts) => texts.messages, value: (load) => load.replication?.messagesPerWrite, show: figure },
  { head: (texts) => texts.copyBytes, value: (load) => load.replication?.bytesPerWrite },
  { head: (texts) => texts.lag, value: (load) => load.replication?.lagMs?.p99, show: duration },
]

export const costs: Section = {
  id: 'costs',
  title: (texts) => texts.costs,
  body(report) {
    const rows = rowsOfReport(report)
    if (rows.length === 0) return undefined
    const shown = columns.filter(({ value }) => rows.some(({ of }) => typeof value(of.load) === 'number'))
    return html`<p class="quiet" id="costs-caption">${translated((texts) => texts.costsCaption)}</p>
<div class="wide" role="region" aria-labelledby="costs-caption" tabindex="0"><table class="many" aria-labelledby="costs-caption">
<thead><tr><th scope="col" class="text">${translated((texts) => texts.mode)}</th><th scope="col" class="text">${translated((texts) => texts.client)}</th>
${shown.map(({ head }) => html`<th scope="col">${translated(head)}</th>`)}<th scope="col">${translated((texts) => texts.shares)}</th></tr></thead>
<tbody>
${rows.map(
  ({
    mode,
    client,
    of: { load },
  }) => html`<tr><th scope="row">${mode}</th><td class="text">${translated((texts) => texts.clients[client as 'frozen'] ?? client)}</td>
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

/** The share of each replica; with many replicas, only the smallest and the largest. */
function sharesOf(shares: readonly number[]): string {
  const percents = shares.map((of) => Math.round(of * 100))
  return percents.length <= 4 ? percents.join('/') : `${Math.min(...percents)}–${Math.max(...percents)}`
}
