/** What a mode's credentials disclose: to their holders, to the scripts of a page, and in logs. Pure. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { ExposureRecord } from '../../../bench/history/records.ts'

export interface ExposureFigures extends NonNullable<ExposureRecord['disclosure']> {
  /** How many were searched for in the logs, and how many turned up there. */
  readonly credentials: number
  readonly found: number
  readonly logs: ExposureRecord['logs']
}

/** undefined where nobody looked, or nobody held anything. */
export function exposureFigures({ exposure }: HistorySlice): ExposureFigures | undefined {
  if (exposure?.disclosure === undefined) return undefined
  const { disclosure, credentials, found, logs } = exposure
  return { ...disclosure, credentials, found: found.length, logs }
}
