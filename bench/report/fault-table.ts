/** What each fault of the timeline did to each mode: a table a fault, its figures over all trials. */

import { median } from '../statistics/interval.ts'
import { rowsOf } from './check-table.ts'
import { plainTable, whole } from './plain-table.ts'
import type { ClientReport, Report } from './report.ts'
import type { FaultEffect } from './time-axis.ts'

/** None where there were no faults. */
export function faultTables(report: Report): string[] {
  const rows = rowsOf(report)
  const count = Math.max(0, ...rows.map(([, , { timeAxes = [] }]) => timeAxes[0]?.faults.length ?? 0))
  return Array.from({ length: count }, (_, place) => faultTable(rows, place))
}

function faultTable(rows: ReturnType<typeof rowsOf>, place: number): string {
  const table = plainTable(['mode', 'client', 'refused', 'failed', 'given on', 'most often', 'as before after'])
  for (const [mode, client, of] of rows) {
    const effects = effectsOf(of, place)
    const sum = (figure: (effect: FaultEffect) => number) => whole(effects.reduce((all, one) => all + figure(one), 0))
    table.push([
      mode,
      client,
      sum(({ refused }) => refused),
      sum(({ failed }) => failed),
      sum(({ retries }) => retries),
      commonest(effects),
      recovery(effects),
    ])
  }
  const effects = rows.flatMap(([, , of]) => effectsOf(of, place))
  return `${headline(effects)}
from then on: requests refused (401), failed (5xx or no answer), given by nginx
to another replica; how they failed; seconds until service was as before,
and stayed so
${table.toString()}`
}

function effectsOf({ timeAxes = [] }: ClientReport, place: number): FaultEffect[] {
  return timeAxes.flatMap(({ faults }) => faults[place] ?? [])
}

function headline(effects: readonly FaultEffect[]): string {
  const [first] = effects
  const hit = [...new Set(effects.map(({ what }) => what))].join('; ')
  const healed = effects.flatMap(({ atSeconds, healedSeconds }) =>
    healedSeconds === null ? [] : healedSeconds - atSeconds,
  )
  const lasted = healed.length === 0 ? 'it lasts' : `healed after ${median(healed).toFixed(1)} s`
  return `${first?.fault} at ${median(effects.map(({ atSeconds }) => atSeconds)).toFixed(1)} s (${hit}), ${lasted};`
}

function commonest(effects: readonly FaultEffect[]): string {
  const counts = new Map<string, number>()
  for (const { failures } of effects)
    for (const [how, count] of Object.entries(failures)) counts.set(how, (counts.get(how) ?? 0) + count)
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a)
  return first?.[0].split(' ')[0] ?? '-'
}

/** The median over the trials; never, where in most of them service was not as before until the end. */
function recovery(effects: readonly FaultEffect[]): string {
  const seconds = median(effects.map(({ recoverySeconds }) => recoverySeconds ?? Number.POSITIVE_INFINITY))
  return Number.isFinite(seconds) ? seconds.toFixed(1) : 'never'
}
