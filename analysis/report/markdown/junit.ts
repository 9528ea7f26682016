/** junit.xml: each expectation is a test case. `unknown` is an error, never a success. Pure. */

import { checkNames } from '../../anomalies/registry.ts'
import { html, type Markup } from '../html/markup.ts'
import type { CheckReport, Report } from '../model/report.ts'
import { rowsOfReport } from './rows.ts'

interface TestCase {
  readonly suite: string
  readonly name: string
  readonly outcome: 'as-expected' | 'unexpected' | 'unknown'
  readonly says: string
  readonly details?: string
}

/** The same report gives the same text, to the byte. */
export function renderJunit(report: Report): string {
  const expected = expectations(report)
  const cases = [...expected, theRunItself(report, expected.length)]
  const suites = Map.groupBy(cases, ({ suite }) => suite)
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${report.scenario}" ${counts(cases)}>
${[...suites].map(([name, ofSuite]) => suiteOf(report, name, ofSuite))}</testsuites>
`.text
}

function expectations(report: Report): TestCase[] {
  return rowsOfReport(report).flatMap(({ mode, client, of }) =>
    checkNames.flatMap((name) => {
      const check = of.checks[name]
      if (check.expectation === undefined) return []
      const { outcome, says, is } = check.expectation
      return { suite: `${mode}, ${client}`, name: `${name} ${is}`, outcome, says, details: detailsOf(check) }
    }),
  )
}

/** A test case that fails for a run that was interrupted or has no expectations. */
function theRunItself({ interruption }: Report, expected: number): TestCase {
  const common = { suite: 'the run', name: 'ran to its end, with at least one expectation' }
  if (interruption !== undefined) return { ...common, outcome: 'unknown', says: interruption }
  if (expected === 0) return { ...common, outcome: 'unknown', says: 'the scenario expects nothing' }
  return { ...common, outcome: 'as-expected', says: '' }
}

function detailsOf({ count, total, rate, ci95, prediction, evidence }: CheckReport): string {
  const found = `${count} of ${total}, rate ${rate ?? 'unknown'} [${ci95.join(', ')}], predicted ${prediction?.rate ?? 'nothing'}`
  return [found, ...evidence.map(({ says }) => says)].join('\n')
}

function suiteOf({ startedAt, seed, command, environment }: Report, name: string, cases: readonly TestCase[]): Markup {
  const { cpuQuota, ...parts } = environment
  const quota = cpuQuota && { cpuPerReplica: cpuQuota.missing ?? cpuQuota.cpus }
  const properties = { seed, command, ...parts, ...quota }
  return html`<testsuite name="${name}" ${counts(cases)} timestamp="${startedAt}">
<properties>
${Object.entries(properties).map(([key, value]) => html`<property name="${key}" value="${value}"/>\n`)}</properties>
${cases.map((each) => caseOf(each))}</testsuite>
`
}

function caseOf({ suite, name, outcome, says, details }: TestCase): Markup {
  if (outcome === 'as-expected') return html`<testcase classname="${suite}" name="${name}"/>\n`
  const inner =
    outcome === 'unexpected'
      ? html`<failure message="${says}">${details}</failure>`
      : html`<error message="${says}" type="unknown">${details}</error>`
  return html`<testcase classname="${suite}" name="${name}">${inner}</testcase>\n`
}

function counts(cases: readonly TestCase[]): Markup {
  const of = (outcome: TestCase['outcome']) => cases.filter((each) => each.outcome === outcome).length
  return html`tests="${cases.length}" failures="${of('unexpected')}" errors="${of('unknown')}"`
}
