/** The history of a run: raw records in the order in which they happened. Everything else is computed from them. */

import type { ClientModel, Operation } from './operation.ts'
import type {
  AuditRecord,
  ExposureRecord,
  FaultRecord,
  ModeRecord,
  RetryRecord,
  RunRecord,
  SegmentRecord,
} from './records.ts'

export interface History {
  readonly run: RunRecord
  readonly segments: readonly SegmentRecord[]
  readonly operations: readonly Operation[]
  /** In the order in which they were healed. */
  readonly faults: readonly FaultRecord[]
  /** Only of runs with faults. */
  readonly retries: readonly RetryRecord[]
  /** In order; only where posts are written. */
  readonly audits: readonly AuditRecord[]
  /** One for each mode; older histories have none. */
  readonly exposures: readonly ExposureRecord[]
  readonly interruption?: string
}

/** The part of a history that one mode and one client model produced: the input of every check. */
export interface HistorySlice {
  readonly mode: string
  readonly client: ClientModel
  readonly sessionLivesIn: ModeRecord['sessionLivesIn']
  readonly segments: readonly SegmentRecord[]
  readonly operations: readonly Operation[]
  /** All of the run: faults hit every mode. */
  readonly faults: readonly FaultRecord[]
  readonly retries: readonly RetryRecord[]
  /** All of the run: every mode writes to the same database. */
  readonly audits: readonly AuditRecord[]
  /** Of the mode: its client models are not distinguished. */
  readonly exposure?: ExposureRecord
  /** The load balancer looks at addresses, and a user has the same one in every trial: the users are what is independent. */
  readonly repeatsUsers?: true
  /** What a session cookie became where its session was unknown; absent: it was cleared. */
  readonly unknownCookie?: RunRecord['scenario']['topology']['unknownCookie']
}
