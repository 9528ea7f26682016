/** What each fault of the timeline did to each mode: a table a fault, its figures over all trials. */

import { type FaultSummary, faultSummaries } from '../figures/fault-summaries.ts'
import type { Report } from '../model/report.ts'
import { FittingTable } from './fitting-table.ts'
import { whole } from './plain-table.ts'

/** None where there were no faults. */
export function faultTables(report: Report): string[] {
  return faultSummaries(report).map(faultTable)
}

function faultTable(summary: FaultSummary): string {
  const table = new FittingTable(['mode', 'client', 'refused', 'failed', 'given on', 'most often', 'as before after'])
  for (const [index, row] of summary.rows.entries()) {
    const { mode, client, refused, failed, retries, commonestFailure, recoverySeconds } = row
    table.push([
      mode === summary.rows[index - 1]?.mode ? '' : mode,
      client,
      whole(refused),
      whole(failed),
      whole(retries),
      commonestFailure?.split(' ')[0] ?? '-',
      recoverySeconds?.toFixed(1) ?? 'never',
    ])
  }
  return `${headline(summary)}
from then on: requests refused (401), failed (5xx or no answer), given by nginx
to another replica; how they failed; seconds until service was as before,
and stayed so
${table.toString()}`
}

function headline({ fault, what, atSeconds, lastedSeconds }: FaultSummary): string {
  const lasted = lastedSeconds === null ? 'it lasts' : `healed after ${lastedSeconds.toFixed(1)} s`
  return `${fault} at ${atSeconds.toFixed(1)} s (${what.join('; ')}), ${lasted};`
}
