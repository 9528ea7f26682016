/**
 * A table for each check with a result to show: the finding, the expectation, the verdict. All checks that were expected to
 * find nothing and found nothing share one line.
 */

import type { styleText } from 'node:util'
import { anomalies, type CheckName, checkNames } from '../../anomalies/registry.ts'
import type { CheckReport, ClientReport, Report } from '../model/report.ts'
import { FittingTable } from './fitting-table.ts'
import { share, whole } from './plain-table.ts'
import { hasLifetimes, residualLifetimeTable } from './residual-lifetime-table.ts'
import { wrap } from './wrap.ts'

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

/** Checks that must hold in every run have no table of their own. */
const accompanying: ReadonlySet<CheckName> = new Set(checkNames.filter((name) => anomalies[name].accompanies))

interface Wording {
  readonly title: string
  readonly total: string
  readonly count: string
  readonly expected: string
  readonly fulfilled: string
}

const wordings: Readonly<Partial<Record<CheckName, Wording>>> = {
  'session-mismatch': {
    title: 'Session mismatch: share of requests with a valid credential that were refused',
    total: 'requests',
    count: 'refused',
    expected: 'predicted',
    fulfilled: 'as pred.',
  },
}

function wordingOf(name: CheckName): Wording {
  const inWords = name.replaceAll('-', ' ')
  return (
    wordings[name] ?? {
      title: `${inWords.charAt(0).toUpperCase()}${inWords.slice(1)}: ${anomalies[name].check.summary}`,
      total: 'operations',
      count: 'found',
      expected: 'expected',
      fulfilled: 'as exp.',
    }
  )
}

/**
 * The checks that have a table: those expected in any mode, but for those that were to find nothing and found nothing; the
 * accompanying ones only where there is no other.
 */
export function tabledChecks(report: Report): CheckName[] {
  const expected = checkNames.filter((name) => expectationsOf(report, name).length > 0)
  const own = expected.filter((name) => !accompanying.has(name))
  const telling = own.filter((name) => !isQuiet(report, name))
  if (telling.length > 0) return telling
  if (own.length > 0) return own
  return expected.length > 0 ? expected : ['session-mismatch']
}

/** The other expected checks, each with its number of operations. */
export function quietLine(report: Report, tabled: readonly CheckName[]): string | undefined {
  const quiet = checkNames.filter(
    (name) => !accompanying.has(name) && !tabled.includes(name) && expectationsOf(report, name).length > 0,
  )
  if (quiet.length === 0) return undefined
  const counted = quiet.map((name) => {
    const total = expectationsOf(report, name).reduce((sum, check) => sum + check.total, 0)
    return `${name.replaceAll('-', ' ')} (${whole(total)})`
  })
  return `Checked and never found (number of operations): ${counted.join(', ')}.`
}

function isQuiet(report: Report, name: CheckName): boolean {
  return expectationsOf(report, name).every(
    ({ expectation }) => expectation?.is === 'none' && expectation.outcome === 'as-expected',
  )
}

/** The findings in every mode for which the scenario has an expectation of this check. */
function expectationsOf(report: Report, name: CheckName): CheckReport[] {
  return rowsOf(report)
    .map(([, , { checks }]) => checks[name])
    .filter(({ expectation }) => expectation !== undefined)
}

/** Every mode with every client model; the mode's name only in its first row. */
export function rowsOf(report: Report): [mode: string, client: string, of: ClientReport][] {
  return Object.entries(report.modes).flatMap(([mode, { clients }]) =>
    Object.entries(clients).map(([client, of], index): [string, string, ClientReport] => [
      index === 0 ? mode : '',
      client,
      of,
    ]),
  )
}

export function checkTable(report: Report, name: CheckName, paint: Paint): string {
  const wording = wordingOf(name)
  const { total, count, expected } = wording
  const table = new FittingTable(['mode', 'client', total, count, 'measured [95 %]', expected, 'verdict'])
  const isExpected = expectationsOf(report, name).length > 0
  for (const [mode, client, { checks }] of rowsOf(report)) {
    const check = checks[name]
    if (isExpected && check.expectation === undefined) continue
    const { rate, ci95 } = check
    const judged = [check, ...checkNames.filter((other) => accompanying.has(other)).map((other) => checks[other])]
    table.push([
      mode,
      client,
      whole(check.total),
      whole(check.count),
      rate === null ? '-' : `${share(rate)} [${ci95.map((bound) => share(bound)).join(', ')}]`,
      expectedOf(name, check),
      verdictOf(judged, wording, paint),
    ])
  }
  const rows = rowsOf(report)
  const lifetimes = hasLifetimes(rows, name) ? `\n\n${residualLifetimeTable(rows, name)}` : ''
  return `${wrap(wording.title, '').join('\n')}\n${table.toString()}${lifetimes}`
}

function expectedOf(name: CheckName, { prediction, expectation }: CheckReport): string {
  const wanted = expectation?.is ?? 'predicted'
  if (wanted === 'predicted' && prediction?.lifeMs) return 'a while'
  if (wanted === 'predicted' || name === 'session-mismatch') {
    const [least, most] = prediction?.band ?? []
    if (least !== undefined && most !== undefined) return `${share(least)}–${share(most)}`
    return prediction?.rate === undefined ? '-' : share(prediction.rate)
  }
  return wanted
}

function verdictOf(judged: readonly CheckReport[], { fulfilled }: Wording, paint: Paint): string {
  const outcomes = judged.flatMap(({ expectation }) => expectation?.outcome ?? [])
  if (outcomes.includes('unexpected')) return paint('red', 'NO')
  if (outcomes.includes('unknown')) return paint('yellow', 'unknown')
  return outcomes.length === 0 ? '-' : paint('green', fulfilled)
}
