/** The records of a history, each as a schema and the type that follows from it. Times are µs since the run's start. */

import Type, { type Static } from 'typebox'
import { Scenario } from '../scenarios/scenario.ts'
import { clientModels, micros, type Operation } from './operation.ts'

const text = Type.String({ maxLength: 100_000 })
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const amount = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const oneOf = <T extends string>(values: readonly T[]) => Type.Enum([...values])
/** A distribution as counts by bucket: see buckets.ts. */
const buckets = Type.Immutable(Type.Array(Type.Immutable(Type.Tuple([amount, count]))))

const environment = Type.Object({
  node: text,
  nginx: text,
  redis: Type.Optional(text),
  platform: text,
  cpus: count,
  cpuModel: text,
  memoryBytes: amount,
  launcher: text,
  /** CPU quota of a replica in processors, where the topology asked for one; what it measured, or why there is none. */
  cpuQuota: Type.Optional(Type.Object({ cpus: amount, measured: Type.Optional(amount), missing: Type.Optional(text) })),
})
export type Environment = Readonly<Static<typeof environment>>

const mode = Type.Object({
  strategy: text,
  policy: text,
  /** Where sessions are stored: in one replica, in each of them, in a shared store, or in the credential itself. */
  sessionLivesIn: oneOf(['replica', 'every-replica', 'store', 'credential']),
  /** What the client sends to authenticate. */
  credential: oneOf(['password', 'cookie', 'token']),
})
export type ModeRecord = Readonly<Static<typeof mode>>

/** The first record: the circumstances of the run. */
export const run = Type.Object({
  type: Type.Literal('run'),
  /** Histories of version 1 have no `end`. */
  schema: oneOf(['lab-history/1', 'lab-history/2']),
  startedAt: text,
  /** The command that started it, as a shell takes it; absent where a program did. */
  command: Type.Optional(text),
  scenario: Scenario,
  environment,
  modes: Type.Record(Type.String(), mode),
})
export type RunRecord = Readonly<Static<typeof run>>

/** What keeping copies of sessions cost, summed over all replicas. */
const replicationCost = Type.Object({
  /** Writes, logins and logouts among them, that had to reach the other replicas. */
  changes: count,
  /** All messages between replicas about the mode. */
  messages: count,
  bytes: count,
  /** From a write on one replica until it was applied on another, once for each of the others. */
  lagMicros: buckets,
  /** The part of the lag before the change was sent. */
  sentMicros: buckets,
})
export type ReplicationCost = Readonly<Static<typeof replicationCost>>

/** What access to the store cost, summed over all replicas. */
const storeCost = Type.Object({ commands: count, bytesSent: count, bytesReceived: count })
export type StoreCost = Readonly<Static<typeof storeCost>>

/** How many tokens were found valid, and how many of these a replica took from its cache, summed over all replicas. */
const tokenCacheUse = Type.Object({ verified: count, hits: count })
export type TokenCacheUse = Readonly<Static<typeof tokenCacheUse>>

/** One period of load on one mode by one client model. Warm-up is trial 0: recorded, never checked. */
export const segment = Type.Object({
  type: Type.Literal('segment'),
  segment: count,
  trial: count,
  mode: text,
  client: oneOf(clientModels),
  /** In a sweep: the number of replicas. */
  replicas: Type.Optional(count),
  /** Load is constant from `startMicros` to `windowEndMicros`; then open sessions are finished. */
  startMicros: micros,
  windowEndMicros: micros,
  endMicros: micros,
  connections: count,
  /** Other segments ran at the same time: CPU times are those of all. */
  shared: Type.Optional(Type.Boolean()),
  /** Users log in again when they are refused. */
  logsInAgain: Type.Optional(Type.Boolean()),
  /** Bytes at the client's sockets. */
  bytesSent: amount,
  bytesReceived: amount,
  /** CPU time of each replica, µs. */
  replicaCpuMicros: Type.Record(Type.String(), amount),
  /** CPU time of this harness, µs. */
  clientCpuMicros: amount,
  /** CPU time of nginx and of Redis, µs; absent where the system does not report it. */
  partCpuMicros: Type.Optional(Type.Object({ loadBalancer: Type.Optional(amount), redis: Type.Optional(amount) })),
  /** Share of the machine's CPU time that was idle (or used by the idle filler, see `Topology`), 0–1. */
  idleShare: Type.Optional(amount),
  /** Share of the machine's CPU time that the hypervisor gave to others, 0–1; absent where the system does not say. */
  stealShare: Type.Optional(amount),
  /** Share of the time in which a ready task waited for a processor, 0–1 (Linux: /proc/pressure/cpu, `some`). */
  waitingShare: Type.Optional(amount),
  /** How late timers fired in this harness, and in each replica, ms: 99 % of them at most so much. */
  clientDelayMs: Type.Optional(amount),
  replicaDelayMs: Type.Optional(Type.Record(Type.String(), amount)),
  /** With an arrival rate: requests due in the window, and how many of them were never sent. */
  arrivals: Type.Optional(Type.Object({ intended: count, unsent: count })),
  replication: Type.Optional(replicationCost),
  store: Type.Optional(storeCost),
  /** With a cache of verified tokens only. */
  tokenCache: Type.Optional(tokenCacheUse),
  /** Growth of Redis' data, bytes; absent where it could not be asked, or where other segments ran at the same time. */
  storeBytes: Type.Optional(Type.Integer()),
})
export type SegmentRecord = Readonly<Static<typeof segment>>

/** Whether a fault's own consequence was observed, and how long after it was in force. */
const confirmation = Type.Object({
  /** `inconclusive`: it could not be told, as where the fault was healed before anything could be observed. */
  outcome: oneOf(['confirmed', 'not-confirmed', 'inconclusive']),
  /** Why it could have no effect, e.g. `replica-2 was already down`. */
  because: Type.Optional(text),
  afterMicros: micros,
})
export type Confirmation = Readonly<Static<typeof confirmation>>

/** One fault of a trial's timeline; each time is present as soon as it is known. */
export const fault = Type.Object({
  type: Type.Literal('fault'),
  trial: count,
  /** The fault's name in its registry. */
  fault: text,
  /** What it hit, e.g. `replica-2`. */
  what: text,
  startMicros: micros,
  /** Its injection was complete. */
  inForceMicros: Type.Optional(micros),
  /** Absent in histories of older versions. */
  confirmation: Type.Optional(confirmation),
  /** Its healing began, and was complete: after the load where the timeline sets no duration. */
  healMicros: Type.Optional(micros),
  healedMicros: Type.Optional(micros),
})
export type FaultRecord = Readonly<Static<typeof fault>>

/** A request that the load balancer sent to another replica after a first one had failed, from its access log. */
export const retry = Type.Object({
  type: Type.Literal('retry'),
  mode: text,
  method: text,
  /** When it was done, to a millisecond. */
  atMicros: micros,
  /** How many replicas were tried. */
  attempts: count,
})
export type RetryRecord = Readonly<Static<typeof retry>>

/** What the database holds: posts read back after a round, when every fault is healed and no request is under way. */
export const audit = Type.Object({
  type: Type.Literal('audit'),
  /** The mode through which they were read: the database is the same for all. */
  mode: text,
  /** Every write that had been answered by then is accounted for. */
  startMicros: micros,
  /** All posts since the last audit, newest first, by any author. */
  titles: Type.Immutable(Type.Array(text)),
})
export type AuditRecord = Readonly<Static<typeof audit>>

/** The data that anyone can read in a credential without a key. */
const disclosure = Type.Object({
  carrier: oneOf(['cookie', 'bearer', 'basic']),
  /** Whether a script of the page can read it: only an HttpOnly cookie is out of its reach. */
  readByScript: Type.Boolean(),
  /** Its readable fields by name, each with what it reveals of the user: null where nothing. */
  fields: Type.Record(Type.String(), Type.Union([text, Type.Null()])),
})
export type Disclosure = Readonly<Static<typeof disclosure>>

/** Where a mode's credentials were found at the run's end. The credentials themselves are never recorded. */
export const exposure = Type.Object({
  type: Type.Literal('exposure'),
  mode: text,
  /** How many credentials its users held, one after another. */
  credentials: count,
  /** All logs of the run: each was searched for every credential, and for the accounts' password. */
  logs: Type.Object({ files: count, bytes: count }),
  /** What was found, with the first place. */
  found: Type.Immutable(Type.Array(Type.Object({ what: oneOf(['credential', 'password']), log: text, line: count }))),
  disclosure: Type.Optional(disclosure),
})
export type ExposureRecord = Readonly<Static<typeof exposure>>

/** The last record of a run that ended before its plan was done. */
/** The last record of a run that ended by itself. Without it the lab was killed. */
export const end = Type.Object({ type: Type.Literal('end') })
export type EndRecord = Readonly<Static<typeof end>>

export const interruption = Type.Object({ type: Type.Literal('interruption'), reason: text })
export type InterruptionRecord = Readonly<Static<typeof interruption>>

export type HistoryRecord =
  | RunRecord
  | SegmentRecord
  | Operation
  | FaultRecord
  | RetryRecord
  | AuditRecord
  | ExposureRecord
  | InterruptionRecord
  | EndRecord
