/** The report as a table for a terminal of 80 columns. Pure: text in, text out; colours only where asked for. */

import { styleText } from 'node:util'
import type { CheckName } from '../../anomalies/registry.ts'
import { conclusionSentence } from '../i18n/conclusion-sentence.ts'
import { en } from '../i18n/texts.en.ts'
import { conclusionsOf } from '../model/conclusion.ts'
import type { CheckReport, ClientReport, Report } from '../model/report.ts'
import { attackTable } from './attack-table.ts'
import { checkTable, type Paint, quietLine, rowsOf, tabledChecks } from './check-table.ts'
import { copiesTable } from './copies-table.ts'
import { costTable } from './cost-table.ts'
import { credentialTable } from './credential-table.ts'
import { exposureTable } from './exposure-table.ts'
import { faultTables } from './fault-table.ts'
import { FittingTable } from './fitting-table.ts'
import { milliseconds, plural, whole } from './plain-table.ts'
import { printable } from './printable.ts'
import { scalingSentences, scalingTables } from './scaling-table.ts'
import { wrap } from './wrap.ts'

export interface TableOptions {
  readonly colour: boolean
}

/** Prediction and measurement, then cost, reasons and caveats. The conclusion comes last, where a terminal shows it. */
export function renderTables(found: Report, { colour }: TableOptions): string {
  const report = printable(found)
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
  const { environment, topology } = report
  const tabled = tabledChecks(report)
  const parts = [
    `nginx ${environment.nginx}`,
    environment.redis && `Redis ${environment.redis}`,
    `Node ${environment.node}`,
  ]
  return [
    ...wrap(`${report.scenario}: ${report.summary}`, '').map((line) => paint('bold', line)),
    `${plural(topology.replicas, 'replica')} · ${plural(report.trials, 'trial')} · seed ${report.seed} · ${parts.filter(Boolean).join(' · ')}`,
    '',
    ...tabled.flatMap((name) => [checkTable(report, name, paint), '']),
    ...quietLines(report, tabled),
    ...attackTable(report).flatMap((table) => [table, '']),
    ...credentialTable(report, unindented).flatMap((table) => [table, '']),
    ...exposureTable(report, unindented).flatMap((table) => [table, '']),
    ...faultTables(report).flatMap((table) => [table, '']),
    ...scalingTables(report.scaling).flatMap((table) => [table, '']),
    speedTable(report),
    '',
    costTable(report),
    '',
    ...copiesTable(report).flatMap((table) => [table, '']),
    ...section('The curves', scalingSentences(report.scaling), paint),
    ...reasons(report, tabled, paint),
    ...section('Keep in mind', report.caveats, paint),
    ...section('Conclusions', conclusionLines(report), paint),
    `Verdict: ${paint(report.verdict === 'pass' ? 'green' : report.verdict === 'fail' ? 'red' : 'yellow', verdictTexts[report.verdict])}`,
    ...(report.reasons ?? []).flatMap((reason) => wrap(reason, '  ')),
  ].join('\n')
}

const verdictTexts = {
  pass: 'pass: every finding is as predicted',
  fail: 'FAIL: at least one finding is not as predicted',
  unknown: 'unknown: not enough evidence',
} as const satisfies Record<Report['verdict'], string>

/** A sentence for each mode, as report.html has it. */
function conclusionLines(report: Report): string[] {
  return conclusionsOf(report).map((conclusion) => `${conclusion.mode} ${conclusionSentence(conclusion, en)}`)
}

function unindented(text: string): string[] {
  return wrap(text, '').map((line) => line.trim())
}

function speedTable(report: Report): string {
  const table = new FittingTable(['mode', 'client', 'good/s', 'all/s', 'p50', 'p99', 'share %'])
  let isByRate = false
  for (const [mode, client, { load }] of rowsOf(report)) {
    isByRate ||= load.arrivals !== undefined
    table.push([
      mode,
      client,
      whole(load.goodputPerSecond.median),
      whole(load.throughputPerSecond.median),
      milliseconds(load.latencyMs?.p50),
      milliseconds(load.latencyMs?.p99),
      sharesOf(Object.values(load.shareByReplica)),
    ])
  }
  const title = report.scaling ? `Speed with ${plural(report.topology.replicas, 'replica')}` : 'Speed'
  return `${title}: good answers and all replies per second, latency in ms${isByRate ? '\nby arrival rate: latency counts from when a request was due' : ''}
${table.toString()}`
}

/** The share of each replica; with many replicas, only the smallest and the largest. */
function sharesOf(shares: readonly number[]): string {
  const percents = shares.map((of) => Math.round(of * 100))
  return percents.length <= 4 ? percents.join('/') : `${Math.min(...percents)}–${Math.max(...percents)}`
}

/** The reason of each prediction, and an example of each expected anomaly; unexpected findings come with their evidence. */
function reasons(report: Report, tabled: readonly CheckName[], paint: Paint): string[] {
  const lines = Object.entries(report.modes).flatMap(([mode, { clients }]) =>
    Object.entries(clients).flatMap(([client, { checks }], index) => {
      const who = index === 0 ? mode : `${mode}, ${client}`
      const why = tabled.flatMap((name) => {
        const { prediction, expectation } = checks[name]
        if (expectation?.is === 'some' && expectation.outcome === 'as-expected') return exampleOf(who, checks[name])
        const repeated =
          index > 0 && prediction?.because === Object.values(clients)[0]?.checks[name].prediction?.because
        return prediction && !repeated ? [`${who}: ${prediction.because}`] : []
      })
      // Several checks may have the same reason.
      return [...new Set(why), ...surprises(mode, client, checks)]
    }),
  )
  return section('Why', lines, paint)
}

/** One case of an expected anomaly, and how long such cases lasted. */
function exampleOf(who: string, { evidence: [first], residualLifetimeMs }: CheckReport): string[] {
  const says = first === undefined ? '' : `${who}: ${first.says}`
  const lasted =
    residualLifetimeMs &&
    ` (sessions: ${whole(residualLifetimeMs.median)} ms in the median, ${whole(residualLifetimeMs.max)} ms at most)`
  return [`${says}${lasted ?? ''}`]
}

function surprises(mode: string, client: string, checks: ClientReport['checks']): string[] {
  return Object.entries(checks).flatMap(([name, { expectation, evidence }]) =>
    expectation === undefined || expectation.outcome === 'as-expected'
      ? []
      : [
          `${mode}, ${client}: ${name} ${expectation.outcome}: ${expectation.says}`,
          ...evidence.map(({ says }) => `  ${says}`),
        ],
  )
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0
    ? []
    : [paint('bold', title), ...lines.flatMap((line) => wrap(line).map(withPlainSpaces)), '']
}

/** Replaces no-break spaces after the lines are wrapped. */
function withPlainSpaces(line: string): string {
  return line.replaceAll('\u00a0', ' ')
}

function quietLines(report: Report, tabled: readonly CheckName[]): string[] {
  const line = quietLine(report, tabled)
  return line === undefined ? [] : [...wrap(line, ''), '']
}
