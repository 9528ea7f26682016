/** The records of a history, sorted by kind as they come: while a run goes on, and when its file is read back. */

import type { History } from './history.ts'
import type { Operation } from './operation.ts'
import type { AuditRecord, ExposureRecord, FaultRecord, RetryRecord, RunRecord, SegmentRecord } from './records.ts'

/** What comes while a run goes on. */
export type KeptRecord = SegmentRecord | Operation | FaultRecord | RetryRecord | AuditRecord | ExposureRecord

export class HistoryParts {
  readonly #segments: SegmentRecord[] = []
  readonly #operations: Operation[] = []
  readonly #faults: FaultRecord[] = []
  readonly #retries: RetryRecord[] = []
  readonly #audits: AuditRecord[] = []
  readonly #exposures: ExposureRecord[] = []

  add(record: KeptRecord): void {
    if (record.type === 'operation') this.#operations.push(record)
    else if (record.type === 'segment') this.#segments.push(record)
    else if (record.type === 'fault') this.#faults.push(record)
    else if (record.type === 'retry') this.#retries.push(record)
    else if (record.type === 'audit') this.#audits.push(record)
    else this.#exposures.push(record)
  }

  /** @param interruption why the run ended before its plan was done */
  historyOf(run: RunRecord, interruption: string | undefined): History {
    return {
      run,
      segments: this.#segments,
      operations: this.#operations,
      faults: this.#faults,
      retries: this.#retries,
      audits: this.#audits,
      exposures: this.#exposures,
      ...(interruption !== undefined && { interruption }),
    }
  }
}
