/** The report as a table for a terminal of 80 columns. Pure: text in, text out; colours only where asked for. */

import { styleText } from 'node:util'
import Table from 'cli-table3'
import type { CheckReport, ClientReport, Report } from './report.ts'

export interface TableOptions {
  readonly colour: boolean
}

/** Prediction beside measurement, then cost, then the reasons, then what to keep in mind. */
export function renderTables(report: Report, { colour }: TableOptions): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text
  const { environment, topology } = report
  const parts = [
    `nginx ${environment.nginx}`,
    environment.redis && `Redis ${environment.redis}`,
    `Node ${environment.node}`,
  ]
  return [
    paint('bold', `${report.scenario}: ${report.summary}`),
    `${plural(topology.replicas, 'replica')} · ${plural(report.trials, 'trial')} · seed ${report.seed} · ${parts.filter(Boolean).join(' · ')}`,
    '',
    mismatchTable(report, paint),
    '',
    costTable(report),
    '',
    ...reasons(report, paint),
    ...section('Keep in mind', report.caveats, paint),
    `Verdict: ${paint(report.verdict === 'pass' ? 'green' : report.verdict === 'fail' ? 'red' : 'yellow', verdictWords[report.verdict])}`,
  ].join('\n')
}

const verdictWords = {
  pass: 'pass: every finding is as predicted',
  fail: 'FAIL: something is not as predicted',
  unknown: 'unknown: not enough evidence',
} as const satisfies Record<Report['verdict'], string>

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

function rows(report: Report): [mode: string, client: string, of: ClientReport][] {
  return Object.entries(report.modes).flatMap(([mode, { clients }]) =>
    Object.entries(clients).map(([client, of], index): [string, string, ClientReport] => [
      index === 0 ? mode : '',
      client,
      of,
    ]),
  )
}

function mismatchTable(report: Report, paint: Paint): string {
  const table = plainTable(['mode', 'client', 'requests', 'refused', 'measured [95 %]', 'predicted', 'verdict'])
  for (const [mode, client, { checks }] of rows(report)) {
    const { count, total, rate, ci95, predicted, expectation } = checks['session-mismatch']
    table.push([
      mode,
      client,
      whole(total),
      whole(count),
      rate === null ? '-' : `${share(rate)} [${ci95.map((bound) => share(bound)).join(', ')}]`,
      predicted === null ? '-' : share(predicted),
      verdictOf(Object.values(checks), expectation?.outcome, paint),
    ])
  }
  return `Session mismatch: share of requests with a valid credential that were refused\n${table.toString()}`
}

function verdictOf(checks: readonly CheckReport[], ofMismatch: string | undefined, paint: Paint): string {
  const outcomes = [ofMismatch, ...checks.map(({ expectation }) => expectation?.outcome)]
  if (outcomes.includes('unexpected')) return paint('red', 'NO')
  return outcomes.includes('unknown') ? paint('yellow', 'unknown') : paint('green', 'as pred.')
}

function costTable(report: Report): string {
  const table = plainTable(['mode', 'client', 'good/s', 'all/s', 'p50', 'p99', 'out', 'in', 'CPU', 'share %'])
  for (const [mode, client, { load }] of rows(report)) {
    table.push([
      mode,
      client,
      whole(load.goodputPerSecond.median),
      whole(load.throughputPerSecond.median),
      milliseconds(load.latencyMs?.p50),
      milliseconds(load.latencyMs?.p99),
      whole(load.bytesPerRequest.sent),
      whole(load.bytesPerRequest.received),
      whole(load.replicaCpuMicrosPerRequest),
      sharesOf(Object.values(load.shareByReplica)),
    ])
  }
  return `Speed and cost: good answers and all replies per second, latency in ms;
for each request, bytes out and in at the client, and µs of replica CPU
${table.toString()}`
}

/** Each replica's share; of many, the smallest and the largest. */
function sharesOf(shares: readonly number[]): string {
  const percents = shares.map((of) => Math.round(of * 100))
  return percents.length <= 4 ? percents.join('/') : `${Math.min(...percents)}–${Math.max(...percents)}`
}

/** One line a mode, in the words of its predictions; what was not as expected comes with its evidence. */
function reasons(report: Report, paint: Paint): string[] {
  const lines = Object.entries(report.modes).flatMap(([mode, { clients }]) =>
    Object.entries(clients).flatMap(([client, { checks }], index) => {
      const because = checks['session-mismatch'].prediction?.because
      const repeated =
        index > 0 && because === Object.values(clients)[0]?.checks['session-mismatch'].prediction?.because
      const why = because && !repeated ? [`${index === 0 ? mode : `${mode}, ${client}`}: ${because}`] : []
      return [...why, ...surprises(mode, client, checks)]
    }),
  )
  return section('Why', lines, paint)
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
  return lines.length === 0 ? [] : [paint('bold', title), ...lines.flatMap((line) => wrap(line)), '']
}

/** Breaks a line at 80 columns, its continuation indented. */
function wrap(line: string): string[] {
  const wrapped: string[] = []
  let current = '  '
  for (const word of line.split(' ')) {
    if (current.length + word.length > 79 && current.trim() !== '') {
      wrapped.push(current.trimEnd())
      current = '    '
    }
    current += `${word} `
  }
  return [...wrapped, current.trimEnd()]
}

const noBorders = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
)

function plainTable(head: string[]) {
  return new Table({
    head,
    colAligns: head.map((_, index) => (index < 2 ? 'left' : 'right')),
    chars: { ...noBorders, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
const whole = (value: number) => Math.round(value).toLocaleString('en')
const share = (value: number) => `${(value * 100).toFixed(1)}%`
const milliseconds = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(value < 10 ? 2 : 0))
