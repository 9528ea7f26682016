/** The seam of checkers: a slice of a history → a finding. Pure: no I/O, no clock. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import { type Cluster, type Interval, mean, median } from '../statistics/interval.ts'

/** What a checker found. No evidence either way is `unknown`, never `true`. */
export interface Finding {
  /** Whether the anomaly is absent. */
  readonly valid: boolean | 'unknown'
  /** Operations that show the anomaly, of `total` that could have shown it. */
  readonly count: number
  readonly total: number
  /** The same by session: the unit of every interval, since operations of one session are alike. */
  readonly bySession: readonly Cluster[]
  /** How often each cause led to the anomaly. */
  readonly causes: Readonly<Record<string, number>>
  /** The smallest examples, in words, with the operations that they rest on. */
  readonly evidence: readonly Evidence[]
  /** How long the anomaly lasted, the longest time of each session that shows it, ms; where it is a matter of time. */
  readonly windowMs?: WindowMs
  /** The same session by session, also of those that do not show it: what a predicted life is held against. */
  readonly windows?: readonly SessionWindow[]
}

/** What one session shows, in ms. */
export interface SessionWindow {
  /** From the acknowledged end to the start of the last request that was accepted all the same; absent where none was. */
  readonly ms?: number
  /** How old the login was when its end was acknowledged. */
  readonly ageMs: number
  /**
   * From the login's issue to the end of its life: surely longer than the first, shorter than the second. Requests in
   * between were not made, so nothing closer is known. The second is infinite where it was not seen to die.
   */
  readonly lifeMs: Interval
}

export interface WindowMs {
  /** Over all sessions judged, 0 for those that do not show it: what theory speaks of. */
  readonly mean: number
  /** Over those that show it. */
  readonly median: number
  readonly max: number
}

export interface Evidence {
  readonly says: string
  readonly operations: readonly Operation[]
}

export interface Checker {
  /** What is looked for, in one line. */
  readonly summary: string
  check(slice: HistorySlice): Finding
}

export const evidenceKept = 3

/** Groups of slices that are in use: all checkers and predictions ask the same of the same operations. */
const grouped = new WeakMap<readonly Operation[], { readonly count: number; readonly sessions: Operation[][] }>()

/** Groups operations by session, each in the order in which they were sent. The groups are not to be changed. */
export function sessionsOf(operations: readonly Operation[]): readonly Operation[][] {
  const known = grouped.get(operations)
  if (known?.count === operations.length) return known.sessions
  const sessions = groupedBySession(operations)
  grouped.set(operations, { count: operations.length, sessions })
  return sessions
}

function groupedBySession(operations: readonly Operation[]): Operation[][] {
  const sessions = new Map<number, Operation[]>()
  for (const operation of operations) {
    const session = sessions.get(operation.session)
    if (session === undefined) sessions.set(operation.session, [operation])
    else session.push(operation)
  }
  for (const session of sessions.values()) session.sort((a, b) => a.startMicros - b.startMicros)
  return [...sessions.values()]
}

/** What one session shows. */
export interface SessionJudgement extends Cluster {
  readonly causes: readonly string[]
  readonly evidence?: Evidence
  readonly window?: SessionWindow
}

/** A session that shows nothing either way. */
export const noJudgement: SessionJudgement = { count: 0, total: 0, causes: [] }

/** What a session shows in the eyes of one checker. */
export type Judge = (session: readonly Operation[]) => SessionJudgement

/** A checker that judges each session by itself. */
export interface SessionChecker extends Checker {
  /** Who judges the sessions of a slice. */
  judgesOf(slice: HistorySlice): readonly Judge[]
}

export function sessionChecker({ summary, judgesOf }: Omit<SessionChecker, 'check'>): SessionChecker {
  return {
    summary,
    judgesOf,
    check(slice) {
      const jury = juryOf(judgesOf(slice))
      judgeSessions(slice, [jury])
      return jury.sum.finding()
    },
  }
}

/** Who judges for one checker, and what comes of it. */
export interface Jury {
  readonly judges: readonly Judge[]
  readonly sum: JudgementSum
}

export function juryOf(judges: readonly Judge[]): Jury {
  return { judges, sum: new JudgementSum() }
}

/** A session is judged by all before the next one: operations are many, and to fetch them for each jury takes twice as long. */
export function judgeSessions({ operations }: HistorySlice, juries: readonly Jury[]): void {
  for (const session of sessionsOf(operations))
    for (const { judges, sum } of juries) for (const judge of judges) sum.add(judge(session))
}

/** Adds judgements up to a finding; each as it comes, so that nobody need hold all of them at once. */
export class JudgementSum {
  readonly #causes: Record<string, number> = {}
  readonly #evidence: Evidence[] = []
  readonly #bySession: Cluster[] = []
  readonly #windows: SessionWindow[] = []
  #count = 0
  #total = 0

  add({ count, total, causes, evidence, window }: SessionJudgement): void {
    if (total === 0) return
    this.#count += count
    this.#total += total
    this.#bySession.push({ count, total })
    for (const cause of causes) this.#causes[cause] = (this.#causes[cause] ?? 0) + 1
    if (evidence !== undefined && this.#evidence.length < evidenceKept) this.#evidence.push(evidence)
    if (window !== undefined) this.#windows.push(window)
  }

  finding(): Finding {
    const [count, total, windows] = [this.#count, this.#total, this.#windows]
    const windowMs = windowMsOf(windows)
    return {
      valid: total === 0 ? 'unknown' : count === 0,
      count,
      total,
      bySession: this.#bySession,
      causes: this.#causes,
      evidence: this.#evidence,
      ...(windowMs && { windowMs }),
      ...(windows.length > 0 && { windows }),
    }
  }
}

function windowMsOf(windows: readonly SessionWindow[]): WindowMs | undefined {
  const shown = windows.flatMap(({ ms }) => (ms === undefined ? [] : [ms]))
  if (shown.length === 0) return undefined
  return {
    mean: mean(windows.map(({ ms = 0 }) => ms)),
    median: median(shown),
    max: shown.reduce((a, b) => Math.max(a, b)),
  }
}

/** One operation is after another only where it began when that had ended: of what overlaps, nothing is known. */
export function isAfter(later: Operation, earlier: Operation): boolean {
  return earlier.endMicros <= later.startMicros
}

/** A replica for people: `on replica-1`. */
export function onReplica({ replica }: Operation): string {
  return `on ${replica ?? 'an unnamed replica'}`
}

/** The time from the end of one operation to the start of another, for people: `4.1 ms later`. */
export function msLater(earlier: Operation, later: Operation): string {
  return `${((later.startMicros - earlier.endMicros) / 1_000).toFixed(1)} ms later`
}

/** A time for people: `1.204 s`. */
export function atSecond(micros: number): string {
  return `${(micros / 1e6).toFixed(3)} s`
}
