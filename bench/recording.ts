/** The recording of a run: every record goes to the history file as it comes, and is at hand for the report. */

import type {
  AuditRecord,
  FaultRecord,
  History,
  HistoryRecord,
  Operation,
  RetryRecord,
  RunRecord,
  SegmentRecord,
} from './history.ts'
import { openHistoryFile } from './history-file.ts'

/** What comes while a run goes on. */
export type KeptRecord = SegmentRecord | Operation | FaultRecord | RetryRecord | AuditRecord

/** Resolves when the records can be read back from the file. */
export type Keep = (records: readonly KeptRecord[]) => Promise<void>

export interface Recording {
  readonly keep: Keep
  /** Ends the file, and gives all of it. */
  close(interruption: string | undefined): Promise<History>
}

export function startRecording(path: string, run: RunRecord): Recording {
  const segments: SegmentRecord[] = []
  const operations: Operation[] = []
  const faults: FaultRecord[] = []
  const retries: RetryRecord[] = []
  const audits: AuditRecord[] = []
  const file = openHistoryFile(path)
  file.write([run])

  function remember(record: KeptRecord): void {
    if (record.type === 'segment') segments.push(record)
    else if (record.type === 'fault') faults.push(record)
    else if (record.type === 'retry') retries.push(record)
    else if (record.type === 'audit') audits.push(record)
    else operations.push(record)
  }

  return {
    keep(records: readonly HistoryRecord[] & readonly KeptRecord[]) {
      for (const record of records) remember(record)
      file.write(records)
      return file.flush()
    },
    async close(interruption) {
      if (interruption !== undefined) file.write([{ type: 'interruption', reason: interruption }])
      await file.close()
      const history = { run, segments, operations, faults, retries, audits }
      return interruption === undefined ? history : { ...history, interruption }
    },
  }
}
