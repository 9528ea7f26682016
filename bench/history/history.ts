/** The history of a run: raw records in the order in which they happened; everything else is computed from them. */

import type { Buckets } from '../../analysis/statistics/buckets.ts'
import type { Item } from '../load/users/cart-item.ts'
import type { Disclosure } from '../probes/disclosure.ts'
import type { Scenario } from '../scenarios/scenario.ts'

/** Which credential a virtual user sends: `browser` obeys every Set-Cookie, `frozen` keeps what the login gave it. */
export const clientModels = ['frozen', 'browser'] as const
export type ClientModel = (typeof clientModels)[number]

/** `ok` was applied, `fail` surely not, `info` may have been (timeout, cut connection, gateway error). */
export type Outcome = 'ok' | 'fail' | 'info'

/** The first record: under what circumstances the run took place. */
export interface RunRecord {
  readonly type: 'run'
  readonly schema: 'lab-history/1'
  readonly startedAt: string
  /** The command that started it, as a shell takes it; absent where a program did. */
  readonly command?: string
  readonly scenario: Scenario
  readonly environment: Environment
  readonly modes: Readonly<Record<string, ModeRecord>>
}

export interface Environment {
  readonly node: string
  readonly nginx: string
  readonly redis?: string
  readonly platform: string
  readonly cpus: number
  readonly cpuModel: string
  readonly memoryBytes: number
  readonly launcher: string
  /** Where the topology asked for one, in processors; what a busy process got under it, or why there is none. */
  readonly cpuQuota?: { readonly cpus: number; readonly measured?: number; readonly missing?: string }
}

export interface ModeRecord {
  readonly strategy: string
  readonly policy: string
  /** Where a session lives: with one replica, with each of them, in a store they share, or in the credential itself. */
  readonly sessionLivesIn: 'replica' | 'every-replica' | 'store' | 'credential'
  /** What a client sends to say who it is. */
  readonly credential: 'password' | 'cookie' | 'token'
}

/** One stretch of load on one mode by one client model. Warm-up is trial 0: recorded, never judged. */
export interface SegmentRecord {
  readonly type: 'segment'
  readonly segment: number
  readonly trial: number
  readonly mode: string
  readonly client: ClientModel
  /** In a sweep: how many there were. */
  readonly replicas?: number
  /** µs since the run's start. Load is constant until `windowEndMicros`; then open sessions are finished. */
  readonly startMicros: number
  readonly windowEndMicros: number
  readonly endMicros: number
  readonly connections: number
  /** Other segments ran at the same time: CPU times are those of all. */
  readonly shared?: true
  /** Users who were refused logged in again. */
  readonly logsInAgain?: boolean
  /** Bytes at the client's sockets, both directions. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** CPU time each replica spent meanwhile, µs. */
  readonly replicaCpuMicros: Readonly<Record<string, number>>
  /** CPU time this harness spent meanwhile, µs. */
  readonly clientCpuMicros: number
  /** CPU time of nginx and of Redis meanwhile, µs; absent where the system does not tell. */
  readonly partCpuMicros?: { readonly loadBalancer?: number; readonly redis?: number }
  /** How much of the machine's processors nobody used meanwhile (but ballast, see `Topology`), 0–1. */
  readonly idleShare?: number
  /** Of a load by arrival rate: how many requests were due in the window, and how many of them were never sent. */
  readonly arrivals?: { readonly intended: number; readonly unsent: number }
  /** What keeping copies of the mode's sessions cost meanwhile; where it keeps copies. */
  readonly replication?: ReplicationCost
  /** What asking the mode's store cost meanwhile; where it has one. */
  readonly store?: StoreCost
  /** So much more memory of Redis its data took in the end; where that could be asked, and no others were loaded meanwhile. */
  readonly storeBytes?: number
}

/** Summed over all replicas. */
export interface ReplicationCost {
  /** Writes (logins and logouts among them) that the other replicas had to hear of. */
  readonly changes: number
  /** All that replicas sent to each other about the mode. */
  readonly messages: number
  readonly bytes: number
  /** From a write on one replica until it was applied on another, once for each of the others. */
  readonly lagMicros: Buckets
  /** The part of it before the change was on its way. */
  readonly sentMicros: Buckets
}

/** Summed over all replicas. */
export interface StoreCost {
  readonly commands: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** The reason of an operation under way when the harness itself ended the load: nobody is to blame for it. */
export const cutByHarness = 'cut-by-harness'

/** One request and its outcome. */
export interface Operation {
  readonly type: 'operation'
  readonly segment: number
  readonly user: string
  /** Counts logins over the whole run: each login opens the next session. */
  readonly session: number
  /**
   * `login`, or a step of the workload: `me`, `cart`, `posts` (reads), `cart-add`, `post-add` (writes), `logout`, `probe` (after it),
   * `admin` (an admin's page), `promote` and `demote` (another's role), `admin-probe` (the admin's page after that),
   * `attack`, `control` (what must be let in beside it) and `prepare` (what some attacks need to have happened before),
   * `thief` (a copied credential), `logout-all`, `new-password`, `disable` (remedies against it), `old-password`, `enable`.
   */
  readonly kind: string
  /** µs since the run's start: first byte about to be sent, last byte received. */
  readonly startMicros: number
  readonly endMicros: number
  /** When it was due by the arrival rate, µs since the run's start: where there is none, it was due when it was sent. */
  readonly intendedMicros?: number
  /** For how long since then no user or no connection was free: waiting that the system caused, not the harness. */
  readonly heldBackMicros?: number
  readonly outcome: Outcome
  /** Bytes by which the client said who it is: the values of its Cookie and Authorization headers. Absent where it did not. */
  readonly credentialBytes?: number
  /** HTTP status; absent where no answer came. */
  readonly status?: number
  /** The problem document's reason, or the network error's code. */
  readonly reason?: string
  /** A connection was closed under it, and it was sent again on another. */
  readonly resent?: true
  /** The replica that answered. */
  readonly replica?: string
  /** Whom the answer was for, where it says so. */
  readonly identity?: string
  /** The cart item that was to be written. */
  readonly item?: number
  /** The post that was to be written: its title is made like an item's name. */
  readonly post?: number
  /** Whose role, or standing, was to be changed. */
  readonly subject?: string
  /** The attack, or the preparation, by name; of a control: whose signature it carries. */
  readonly attack?: string
  /** The cart's items as the answer says, in its order; answers to writes say so too. */
  readonly items?: readonly Item[]
  /** How often the session's state had been written, as the answer says. */
  readonly version?: number
}

/** One fault of a trial's timeline. Times in µs since the run's start, each there as soon as it has come. */
export interface FaultRecord {
  readonly type: 'fault'
  readonly trial: number
  /** The fault's name in its registry. */
  readonly fault: string
  /** What was hit, e.g. `replica-2`. */
  readonly what: string
  readonly startMicros: number
  /** Whatever had to be done is done. */
  readonly inForceMicros?: number
  /** Its healing began, and was complete: after the load where the timeline does not say for how long it lasts. */
  readonly healMicros?: number
  readonly healedMicros?: number
}

/** A request that the load balancer gave to another replica after a first one had failed; told by its access log. */
export interface RetryRecord {
  readonly type: 'retry'
  readonly mode: string
  readonly method: string
  /** When it was done, µs since the run's start, to a millisecond. */
  readonly atMicros: number
  /** How many replicas were asked. */
  readonly attempts: number
}

/** What is really in the database: posts read back after a round, when everything is healed and nothing is under way. */
export interface AuditRecord {
  readonly type: 'audit'
  /** Through which mode they were read: the database is the same for all. */
  readonly mode: string
  /** µs since the run's start: every write that had been answered by then is accounted for. */
  readonly startMicros: number
  /** Of all posts since the last audit, newest first, whoever wrote them. */
  readonly titles: readonly string[]
}

/** What became of a mode's credentials, looked into at the run's end. The credentials themselves are never recorded. */
export interface ExposureRecord {
  readonly type: 'exposure'
  readonly mode: string
  /** How many its users held, one after another. */
  readonly credentials: number
  /** All logs of the run, searched for each of them, and for the accounts' password. */
  readonly logs: { readonly files: number; readonly bytes: number }
  /** Each that turned up, with the place where it first did. */
  readonly found: readonly {
    readonly what: 'credential' | 'password'
    readonly log: string
    readonly line: number
  }[]
  /** What is to be read in one that somebody has got hold of. */
  readonly disclosure?: Disclosure
}

/** The last record of a run that was ended before its plan was done. */
export interface InterruptionRecord {
  readonly type: 'interruption'
  readonly reason: string
}

export type HistoryRecord =
  | RunRecord
  | SegmentRecord
  | Operation
  | FaultRecord
  | RetryRecord
  | AuditRecord
  | ExposureRecord
  | InterruptionRecord

export interface History {
  readonly run: RunRecord
  readonly segments: readonly SegmentRecord[]
  readonly operations: readonly Operation[]
  /** In the order in which they were healed. */
  readonly faults: readonly FaultRecord[]
  /** Known of runs with faults only. */
  readonly retries: readonly RetryRecord[]
  /** In order; only where posts are written. */
  readonly audits: readonly AuditRecord[]
  /** One for each mode; older histories have none. */
  readonly exposures: readonly ExposureRecord[]
  readonly interruption?: string
}

/** The part of a history that one mode and one client model made: what a checker judges. */
export interface HistorySlice {
  readonly mode: string
  readonly client: ClientModel
  readonly sessionLivesIn: ModeRecord['sessionLivesIn']
  readonly segments: readonly SegmentRecord[]
  readonly operations: readonly Operation[]
  /** All of the run: they hit every mode alike. */
  readonly faults: readonly FaultRecord[]
  readonly retries: readonly RetryRecord[]
  /** All of the run: they tell of one database, which every mode writes to. */
  readonly audits: readonly AuditRecord[]
  /** Of the mode: its client models are not told apart. */
  readonly exposure?: ExposureRecord
}
