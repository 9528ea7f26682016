/**
 * exposed-credential: a credential, or the password of the accounts, is written to a log of the run.
 * What it teaches: many people can read logs, and logs are kept for long; a credential in a log can be used without an attack.
 * Checked on every credential that a user held: each is searched for in all logs after the run. Causes name the log.
 */

import type { ExposureRecord } from '../../../bench/history/records.ts'
import { type Checker, evidenceKept, type Finding } from '../checker.ts'

export const exposedCredential: Checker = {
  summary: 'a credential is written to a log',
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
        says: `a ${what} is written to ${log}, line ${line}`,
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
