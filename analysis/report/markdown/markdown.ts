/** report.md: a report as a pull request shows it. Pure. */

import { anomalies, type CheckName } from '../../anomalies/registry.ts'
import { duration, percent, percentInterval, whole } from '../html/format-figures.ts'
import { conclusionSentence } from '../i18n/conclusion-sentence.ts'
import { curveSentence } from '../i18n/law-sentence.ts'
import { en } from '../i18n/texts.en.ts'
import { conclusionsOf } from '../model/conclusion.ts'
import type { CheckReport, Report } from '../model/report.ts'
import { tabledChecks } from '../terminal/check-table.ts'
import { credentialSection } from '../terminal/credential-table.ts'
import { attackRows } from './attack-section.ts'
import { exposureRows, fieldsOf, searchedIn } from './exposure-rows.ts'
import { rowsOfReport } from './rows.ts'
import { pointRows } from './scaling-rows.ts'

/** The same report gives the same text, to the byte. */
export function renderMarkdown(report: Report): string {
  const { environment, topology, trials, seed, caveats, command, verdict, reasons = [] } = report
  const parts = [
    `Node ${environment.node}`,
    `nginx ${environment.nginx}`,
    environment.redis && `Redis ${environment.redis}`,
  ]
  return `${[
    `# ${plain(report.scenario)}: ${plain(report.summary)}`,
    `**${en.verdicts[verdict]}**`,
    ...(reasons.length > 0 ? [reasons.map((reason) => `- ${plain(reason)}`).join('\n')] : []),
    conclusionsOf(report)
      .map((conclusion) => `- **${plain(conclusion.mode)}** ${plain(conclusionSentence(conclusion, en))}`)
      .join('\n'),
    ...scalingSection(report),
    ...tabledChecks(report).map((name) => checkSection(report, name)),
    ...attackSection(report),
    ...credentials(report),
    ...exposure(report),
    `## ${en.costs}\n\n${costs(report)}`,
    ...(caveats.length > 0 ? [`## ${en.caveats}\n\n${caveats.map((caveat) => `- ${plain(caveat)}`).join('\n')}`] : []),
    `## ${en.circumstances}`,
    plain(
      `${en.planIs(topology.replicas, trials, seed)}; ${parts.filter(Boolean).join(', ')}; ${environment.platform}, ${en.cores(environment.cpus)}, ${environment.launcher}.`,
    ),
    `${en.repeat}:\n\n${codeBlock(command)}`,
  ].join('\n\n')}\n`
}

function attackSection(report: Report): string[] {
  const attacks = attackRows(report)
  if (attacks === undefined) return []
  return [
    `## Attacks: refused with 401, of those tried with an accepted control\n\n${table(attacks.head, attacks.rows)}`,
  ]
}

function credentials(report: Report): string[] {
  const section = credentialSection(report)
  if (section === undefined) return []
  const { lead, head, rows, refusals } = section
  return [
    '## The credential as the cart grows',
    `${lead}.`,
    table(head, rows),
    ...(refusals.length > 0 ? [refusals.map((refusal) => `- ${plain(refusal)}`).join('\n')] : []),
  ]
}

function exposure(report: Report): string[] {
  const rows = exposureRows(report)
  if (rows.length === 0) return []
  const { files, bytes } = searchedIn(rows)
  return [
    `## ${en.exposure}`,
    en.exposureLead(files, whole(bytes / 1_000)),
    table(
      ['mode', en.inClear, en.carriedBy, en.readByScript, en.credentialBytes, en.inLogs],
      rows.map(({ mode, bytes: size, of }) => [
        mode,
        fieldsOf(of) || '–',
        en.carriers[of.carrier],
        of.readByScript ? en.yes : en.no,
        size === null ? '–' : whole(size),
        en.ofTotal(whole(of.found), whole(of.credentials)),
      ]),
    ),
  ]
}

function scalingSection({ scaling }: Report): string[] {
  if (scaling === undefined || scaling.curves.length === 0) return []
  const head = ['mode', 'N', en.goodput, '×', en.predicted('×'), en.lawSays, en.lawIsOff, en.replicaBusy]
  const rows = scaling.curves.flatMap(({ mode, points }) =>
    points.map((point) => [mode, ...pointRows(point).slice(0, head.length - 1)]),
  )
  return [
    `## ${en.scaling}`,
    en.scalingLead(scaling.cpuPerReplica),
    table(head, rows),
    scaling.curves.map((curve) => `- **${plain(curve.mode)}** ${plain(curveSentence(curve))}`).join('\n'),
  ]
}

function checkSection(report: Report, name: CheckName): string {
  const rows = rowsOfReport(report).map(({ mode, client, of }) => ({ mode, client, check: of.checks[name] }))
  const expected = rows.filter(({ check }) => check.expectation !== undefined)
  const shown = expected.length > 0 ? expected : rows
  const title = `## ${en.checks[name] ?? `${name}: ${anomalies[name].check.summary}`}`
  return `${title}\n\n${table(
    ['mode', 'client', 'operations', 'found', 'measured [95 %]', 'predicted', 'verdict'],
    shown.map(({ mode, client, check }) => [mode, client, ...figuresOf(check)]),
  )}`
}

function figuresOf({ total, count, rate, ci95, prediction, expectation }: CheckReport): string[] {
  const { band, rate: expected } = prediction ?? {}
  const lone = expected === undefined ? '–' : percent(expected)
  return [
    whole(total),
    whole(count),
    rate === null ? '–' : `${percent(rate)} [${percentInterval(ci95)}]`,
    band ? percentInterval(band) : lone,
    expectation ? en.outcomes[expectation.outcome] : '–',
  ]
}

function costs(report: Report): string {
  const time = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms))
  const count = (value: number | null | undefined) => (value === null || value === undefined ? '–' : whole(value))
  return table(
    [
      ...['mode', 'client', en.goodput, en.throughput, 'p50', 'p99', en.credentialBytes, en.bytesOut, en.bytesIn],
      ...[en.replicaCpu, en.loadBalancerCpu, en.redisCpu],
    ],
    rowsOfReport(report).map(({ mode, client, of: { load } }) => [
      mode,
      client,
      whole(load.goodputPerSecond.median),
      whole(load.throughputPerSecond.median),
      time(load.latencyMs?.p50),
      time(load.latencyMs?.p99),
      count(load.credentialBytes),
      whole(load.bytesPerRequest.sent),
      whole(load.bytesPerRequest.received),
      count(load.replicaCpuMicrosPerRequest),
      count(load.loadBalancerCpuMicrosPerRequest),
      count(load.redisCpuMicrosPerRequest),
    ]),
  )
}

/** The first two columns are words, the others figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index < 2 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map((cells) => line(cells.map(plain)))].join('\n')
}

/** Escapes text for Markdown: one line, with a backslash before each character that could start markup. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\\`*_[\]<>|#~!@&]/g, String.raw`\$&`)
}

/** The fence is longer than any fence inside. */
function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${text.replace(/[\r\n]+/g, ' ')}\n${fence}`
}
