/**
 * exposed-credential: a credential, or the password of the accounts, stands in a log of the run.
 * What it teaches: logs are read by many and kept for long; whoever finds a credential there needs no attack.
 * Judged on every credential that a user held, each searched for once in all logs, when the run is over. Causes name the log.
 */

import type { ExposureRecord } from '../../../bench/history/records.ts'
import { type Checker, evidenceKept, type Finding } from '../checker.ts'

export const exposedCredential: Checker = {
  summary: 'a credential stands in a log',
  check({ exposure }) {
    const total = exposure === undefined || exposure.credentials === 0 ? 0 : exposure.credentials + 1 // the password
    const found = exposure?.found ?? []
    return {
      valid: total === 0 ? 'unknown' : found.length === 0,
      count: found.length,
      total,
      bySession: Array.from({ length: total }, (_, index) => ({ count: index < found.length ? 1 : 0, total: 1 })),
      causes: causesOf(found),
      evidence: found.slice(0, evidenceKept).map(({ what, log, line }) => ({
        says: `a ${what} stands in ${log}, line ${line}`,
        operations: [],
      })),
    }
  },
}

function causesOf(found: ExposureRecord['found']): Finding['causes'] {
  const causes: Record<string, number> = {}
  for (const { log } of found) causes[log] = (causes[log] ?? 0) + 1
  return causes
}
