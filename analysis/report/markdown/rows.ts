/** The rows that tables and charts of a report have: every mode with every client model. Pure. */

import type { ClientReport, ModeReport, Report } from '../model/report.ts'

export interface ReportRow {
  readonly mode: string
  readonly client: string
  readonly of: ClientReport
  readonly report: ModeReport
}

export function rowsOfReport({ modes }: Report): ReportRow[] {
  return Object.entries(modes).flatMap(([mode, report]) =>
    Object.entries(report.clients).map(([client, of]) => ({ mode, client, of, report })),
  )
}
