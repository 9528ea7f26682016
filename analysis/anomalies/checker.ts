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
  /**
   * The same counts by session, the unit of every interval: operations of one session are correlated. By user where all
   * sessions of a user meet the same fate (`HistorySlice.repeatsUsers`).
   */
  readonly bySession: readonly Cluster[]
  /** How often each cause led to the anomaly. */
  readonly causes: Readonly<Record<string, number>>
  /** The smallest examples, each a sentence with the operations that prove it. */
  readonly evidence: readonly Evidence[]
  /** How long the anomaly lasted, the longest time of each session that shows it, ms; only of anomalies with a duration. */
  readonly windowMs?: WindowMs
  /** The same for every session, also for those without the anomaly: compared with the predicted life. */
  readonly windows?: readonly SessionWindow[]
}

/** The residual lifetime in one session, ms. */
export interface SessionWindow {
  /** From the acknowledged end to the start of the last request that was still accepted; absent where none was. */
  readonly ms?: number
  /** How old the login was when its end was acknowledged. */
  readonly ageMs: number
  /**
   * From the login's issue to the end of its life: longer than the first, shorter than the second. No request was
   * sent in between, so the bounds cannot be closer. The second is infinite where no request was refused.
   */
  readonly lifeMs: Interval
}

export interface WindowMs {
  /** Over all checked sessions, 0 for those without the anomaly: the value that theory predicts. */
  readonly mean: number
  /** Over the sessions with the anomaly. */
  readonly median: number
  readonly max: number
}

export interface Evidence {
  readonly says: string
  readonly operations: readonly Operation[]
}

export interface Checker {
  /** The anomaly in one line. */
  readonly summary: string
  check(slice: HistorySlice): Finding
}

export const evidenceKept = 3

/** Cached groups: all checkers and predictions group the same operations. */
const grouped = new WeakMap<readonly Operation[], { readonly count: number; readonly sessions: Operation[][] }>()

/** Groups operations by session, each in the order in which they were sent. Callers must not change the groups. */
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

/** The result of one check on one session. */
export interface SessionJudgement extends Cluster {
  readonly causes: readonly string[]
  readonly evidence?: Evidence
  readonly window?: SessionWindow
}

/** The result for a session without evidence. */
export const noJudgement: SessionJudgement = { count: 0, total: 0, causes: [] }

/** Checks one session. */
export type Judge = (session: readonly Operation[]) => SessionJudgement

/** A checker that checks each session on its own. */
export interface SessionChecker extends Checker {
  /** The functions that check the sessions of a slice. */
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

/** The functions of one checker, and the sum of their results. */
export interface Jury {
  readonly judges: readonly Judge[]
  readonly sum: JudgementSum
}

export function juryOf(judges: readonly Judge[]): Jury {
  return { judges, sum: new JudgementSum() }
}

/** Runs all checks on a session before the next session: reading the operations once for each check takes twice as long. */
export function judgeSessions({ operations, repeatsUsers }: HistorySlice, juries: readonly Jury[]): void {
  for (const session of sessionsOf(operations)) {
    const unit = repeatsUsers && session[0]?.user
    for (const { judges, sum } of juries) for (const judge of judges) sum.add(judge(session), unit)
  }
}

/** Adds judgements up to a finding, one at a time, so that they are not all in memory at once. */
export class JudgementSum {
  readonly #causes: Record<string, number> = {}
  readonly #evidence: Evidence[] = []
  readonly #units = new Map<unknown, { count: number; total: number }>()
  readonly #windows: SessionWindow[] = []
  #count = 0
  #total = 0

  /** @param unit what the judgement is of: those of one unit are counted together. Default: a unit of its own */
  add({ count, total, causes, evidence, window }: SessionJudgement, unit: unknown = this.#units.size): void {
    if (total === 0) return
    this.#count += count
    this.#total += total
    const before = this.#units.get(unit)
    this.#units.set(unit, { count: (before?.count ?? 0) + count, total: (before?.total ?? 0) + total })
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
      bySession: [...this.#units.values()],
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

/** Whether one operation began after the other had ended. The order of overlapping operations is unknown. */
export function isAfter(later: Operation, earlier: Operation): boolean {
  return earlier.endMicros <= later.startMicros
}

/** A formatted replica: `on replica-1`. */
export function onReplica({ replica }: Operation): string {
  return `on ${replica ?? 'an unnamed replica'}`
}

/** The formatted time from the end of one operation to the start of another: `4.1 ms later`. */
export function msLater(earlier: Operation, later: Operation): string {
  return `${((later.startMicros - earlier.endMicros) / 1_000).toFixed(1)} ms later`
}

/** A formatted time: `1.204 s`. */
export function atSecond(micros: number): string {
  return `${(micros / 1e6).toFixed(3)} s`
}
