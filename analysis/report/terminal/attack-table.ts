/** How many attacks of each class were tried in each mode, and how many of them always refused. Pure. */

import { attackClasses } from '../../../bench/attacks/attack.ts'
import type { AttackFigures } from '../figures/attack-figures.ts'
import type { Report } from '../model/report.ts'
import { rowsOf } from './check-table.ts'
import { FittingTable } from './fitting-table.ts'

/** No table where the workload forges nothing. */
export function attackTable(report: Report): string[] {
  const rows = rowsOf(report).filter(([, , { attacks }]) => attacks !== undefined)
  if (rows.length === 0) return []
  const table = new FittingTable(['mode', 'client', 'sign', 'alg', 'key', 'claims', 'form', 'id', 'replay', 'pass'])
  for (const [mode, client, { attacks = [] }] of rows) {
    table.push([
      mode,
      client,
      ...attackClasses.map((name) => refusedOf(attacks.filter((found) => found.class === name))),
    ])
  }
  return [
    `Attacks, each with an accepted control: always refused / tried, by what
was forged: signature, algorithm, key, claims, form, id; replayed; password
${table.toString()}`,
  ]
}

function refusedOf(figures: readonly AttackFigures[]): string {
  if (figures.length === 0) return '-'
  return `${figures.filter(({ tried, refused }) => refused === tried).length}/${figures.length}`
}
