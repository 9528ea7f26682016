/** How credentials grow with the cart: head and rows for every kind of report, and a table for a terminal. Pure. */

import type { CredentialGrowth } from '../figures/credential-growth.ts'
import { rowsOfReport } from '../markdown/rows.ts'
import type { Report } from '../model/report.ts'
import { plainTable, whole } from './plain-table.ts'

export interface CredentialSection {
  readonly lead: string
  readonly head: string[]
  readonly rows: string[][]
  /** A sentence for each mode in which the credential became too large. */
  readonly refusals: string[]
}

const shown = [0, 10, 100]
const foretold = 100

/** Undefined where the workload fills no cart. */
export function credentialSection(report: Report): CredentialSection | undefined {
  const filled = rowsOfReport(report).flatMap(({ mode, of: { credentialGrowth } }) =>
    credentialGrowth === undefined ? [] : [{ mode, growth: credentialGrowth }],
  )
  if (filled.length === 0) return undefined
  return {
    lead:
      `Bytes of the credential with ${shown.join(', ')} items in the cart, and what theory says of ${foretold}; with how many it ` +
      'was refused; how many fit, by theory, into a cookie in a browser (4 KB), a header line in nginx (8 KB) and all headers in ' +
      'Node (16 KB), as each has it by default',
    head: ['mode', ...shown.map(String), 'pred', 'refused', '4 KB', '8 KB', '16 KB'],
    rows: filled.map(({ mode, growth }) => [mode, ...cellsOf(growth)]),
    refusals: filled.flatMap(({ mode, growth: { refused } }) => refusalOf(mode, refused)),
  }
}

function cellsOf({ sizes, refused, fits }: CredentialGrowth): string[] {
  const size = (items: number) => sizes.find((each) => each.items === items)
  const cell = (value: number | null | undefined) => (value === null || value === undefined ? '-' : whole(value))
  return [
    ...shown.map((items) => cell(size(items)?.bytes)),
    cell(size(foretold)?.predicted),
    refused === null ? 'never' : whole(refused.items),
    ...[fits.cookie, fits.line, fits.headers].map(cell),
  ]
}

function refusalOf(mode: string, refused: CredentialGrowth['refused']): string[] {
  if (refused === null) return []
  const { items, bytes, status, reason, by } = refused
  return [
    `${mode}: ${by} answers ${status} ${reason ?? ''} to ${whole(bytes)} bytes of credential, with ${whole(items)} items`,
  ]
}

/** No table where the workload fills no cart. */
export function credentialTable(report: Report, wrap: (text: string) => readonly string[]): string[] {
  const section = credentialSection(report)
  if (section === undefined) return []
  const table = plainTable(section.head)
  table.push(...section.rows)
  return [[...wrap(section.lead), table.toString(), ...section.refusals.flatMap(wrap)].join('\n')]
}
