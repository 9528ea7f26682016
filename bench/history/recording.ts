/** The recording of a run: every record goes to the history file as it comes, and is at hand for the report. */

import type { History } from './history.ts'
import { openHistoryFile } from './history-file.ts'
import { HistoryParts, type KeptRecord } from './history-parts.ts'
import type { RunRecord } from './records.ts'

/** Resolves when the records can be read back from the file, or when the file cannot be written. */
export type Keep = (records: readonly KeptRecord[]) => Promise<void>

export interface Recording {
  readonly keep: Keep
  /** Aborted, with the error, when the file cannot be written. */
  readonly failed: AbortSignal
  /** Ends the file and returns everything recorded. A file that cannot be written counts as an interruption. */
  close(interruption: string | undefined): Promise<History>
}

export function startRecording(path: string, run: RunRecord): Recording {
  const parts = new HistoryParts()
  const file = openHistoryFile(path)
  file.write([run])
  void file.flush() // A history without its run cannot be read.
  return {
    failed: file.failed,
    keep(records) {
      for (const record of records) parts.add(record)
      file.write(records)
      return file.flush()
    },
    async close(interruption) {
      file.write([interruption === undefined ? { type: 'end' } : { type: 'interruption', reason: interruption }])
      const unwritten = await file.close().then(
        () => undefined,
        (error: Error) => error.message,
      )
      return parts.historyOf(run, unwritten ?? interruption)
    },
  }
}
