/** Every attack with its result in each mode, one row each, for report.md. Pure. */

import type { AttackFigures } from '../figures/attack-figures.ts'
import type { Report } from '../model/report.ts'
import { rowsOfReport } from './rows.ts'

/** Head and rows: the attack, its class, how it is made, and for each mode how often it was refused of how often tried. */
export function attackRows(report: Report): { readonly head: string[]; readonly rows: string[][] } | undefined {
  const columns = rowsOfReport(report).flatMap(({ mode, of: { attacks } }) => (attacks ? [{ mode, attacks }] : []))
  if (columns.length === 0) return undefined
  const found = new Map(columns.flatMap(({ attacks }) => attacks.map((attack) => [attack.name, attack])))
  return {
    head: ['attack', 'class', 'how', ...columns.map(({ mode }) => mode)],
    rows: [...found.values()].map(({ name, class: kind, how }) => [
      name,
      kind,
      how,
      ...columns.map(({ attacks }) => refusals(attacks.find((attack) => attack.name === name))),
    ]),
  }
}

function refusals(figures: AttackFigures | undefined): string {
  return figures === undefined ? '–' : `${figures.refused}/${figures.tried}`
}
