/** What each mode's credentials disclose, for a terminal, where the scenario expects something of it. Pure. */

import { expectOf } from '../../../bench/scenarios/scenario.ts'
import { exposureRows, fieldsOf, searchedIn, toldOf } from '../markdown/exposure-rows.ts'
import type { Report } from '../model/report.ts'
import { FittingTable } from './fitting-table.ts'
import { plural, whole } from './plain-table.ts'

/** No table where the scenario has no expectation of it: then only a credential in a log is reported. */
export function exposureTable(report: Report, wrap: (text: string) => readonly string[]): string[] {
  const { setup } = report
  const rows = exposureRows(report)
  const isAsked = rows.some(({ mode }) => setup && expectOf(setup, mode)['exposed-credential'] !== undefined)
  if (!isAsked) return []
  const { files, bytes } = searchedIn(rows)
  const table = new FittingTable(['mode', 'tells of the person', 'script', 'bytes', 'in logs'])
  for (const { mode, bytes: size, of } of rows) {
    const found = `${whole(of.found)} of ${whole(of.credentials)}`
    table.push([
      mode,
      toldOf(of).join(', ') || '-',
      of.readByScript ? 'yes' : 'no',
      size === null ? '-' : whole(size),
      found,
    ])
  }
  const lead =
    'What a credential discloses: the data about its owner, whether a script of the page can read it, its bytes in ' +
    `each request, and how many were found in the logs (${plural(files, 'file')}, ${whole(bytes / 1_000)} kB)`
  const clear = rows.flatMap(({ mode, of }) => {
    const fields = fieldsOf(of)
    return fields === '' ? [] : wrap(`${mode}, in clear: ${fields}`)
  })
  return [[...wrap(lead), table.toString(), ...clear].join('\n')]
}
