/** How each fault affected a mode in each trial. Pure. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { FaultRecord, RetryRecord, SegmentRecord } from '../../../bench/history/records.ts'
import { failureOf, isRefusedUser, isTelling, isUnserved } from '../../anomalies/service.ts'

/** One fault in one trial. Times are in seconds since the trial's load began. */
export interface FaultEffect {
  readonly trial: number
  readonly fault: string
  /** What was hit, e.g. `replica-2`. */
  readonly what: string
  readonly atSeconds: number
  /** null: it lasted to the end of the load. */
  readonly healedSeconds: number | null
  /** Users answered 401 from the fault until the next one, or the end; faults that began at the same moment have all their effects in common. */
  readonly refused: number
  /** 5xx, timeout or cut connection, in the same time. */
  readonly failed: number
  /** Requests that nginx passed to another replica after the first had failed. */
  readonly retries: number
  /** How operations failed, and how often. */
  readonly failures: Readonly<Record<string, number>>
  /** From the fault until service is as before and stays so: refusals, failures and good answers; null: it is not until the end. */
  readonly recoverySeconds: number | null
}

/** Faults planned for one moment are injected one after the other. */
const sameMomentMicros = 500_000

/** In the order of trials, and of the timeline in each; none without faults. */
export function faultEffects({ segments, operations, faults, retries }: HistorySlice): FaultEffect[] {
  return segments.flatMap((segment) => {
    const hit = faults.filter(({ trial }) => trial === segment.trial).toSorted((a, b) => a.startMicros - b.startMicros)
    if (hit.length === 0) return []
    const own = operations.filter((operation) => operation.segment === segment.segment && isTelling(operation))
    const seconds = secondsOf(own, segment)
    const nextAfter = ({ startMicros }: FaultRecord) =>
      hit.find((other) => other.startMicros > startMicros + sameMomentMicros)
    return hit.map((fault) => effectOf(fault, nextAfter(fault), { own, retries, segment, seconds }))
  })
}

/** Operations that ended in one second of a trial. */
interface Second {
  readonly second: number
  readonly ok: number
  readonly refused: number
  readonly failed: number
}

function secondsOf(operations: readonly Operation[], segment: SegmentRecord): Second[] {
  const length = Math.floor((segment.windowEndMicros - segment.startMicros) / 1e6)
  const bySecond = Map.groupBy(operations, ({ endMicros }) => Math.floor(secondsSince(segment, endMicros)))
  return Array.from({ length }, (_, second) => {
    const ended = bySecond.get(second) ?? []
    return {
      second,
      ok: ended.filter(({ outcome }) => outcome === 'ok').length,
      refused: ended.filter(isRefusedUser).length,
      failed: ended.filter(isUnserved).length,
    }
  })
}

const secondsSince = ({ startMicros }: SegmentRecord, micros: number) => (micros - startMicros) / 1e6

interface TrialFacts {
  readonly own: readonly Operation[]
  readonly retries: readonly RetryRecord[]
  readonly segment: SegmentRecord
  readonly seconds: readonly Second[]
}

function effectOf(fault: FaultRecord, next: FaultRecord | undefined, facts: TrialFacts): FaultEffect {
  const { own, retries, segment, seconds } = facts
  const { startMicros, healMicros, healedMicros } = fault
  const until = next?.startMicros ?? Number.POSITIVE_INFINITY
  const isAffected = (micros: number) => micros >= startMicros && micros < Math.min(until, segment.endMicros)
  const affected = own.filter(({ endMicros }) => isAffected(endMicros))
  const failed = affected.filter(isUnserved)
  const failures: Record<string, number> = {}
  for (const operation of failed) failures[failureOf(operation)] = (failures[failureOf(operation)] ?? 0) + 1
  const isHealed = healMicros !== undefined && healMicros < segment.windowEndMicros && healedMicros !== undefined
  return {
    trial: segment.trial,
    fault: fault.fault,
    what: fault.what,
    atSeconds: secondsSince(segment, startMicros),
    healedSeconds: isHealed ? secondsSince(segment, healedMicros) : null,
    refused: affected.filter(isRefusedUser).length,
    failed: failed.length,
    retries: retries.filter(({ atMicros }) => isAffected(atMicros)).length,
    failures,
    recoverySeconds: recoveryOf(secondsSince(segment, startMicros), seconds),
  }
}

/** The shortest time for which service must be back until the end of the load: one second alone may be chance. */
const leastSecondsBack = 2

/**
 * Service is back from the first second on after which, until the end, nothing fails, and refusals and good answers together
 * are within three standard deviations of Poisson counts with their means before the fault. Those means leave out the first
 * second, in which all users log in. With no time before the fault there is no mean: then service is back where nothing is
 * refused either.
 */
function recoveryOf(atSeconds: number, seconds: readonly Second[]): number | null {
  const before = seconds.filter(({ second }) => second >= 1 && second + 1 <= atSeconds)
  const mean = (figure: (second: Second) => number) =>
    before.length === 0 ? 0 : before.reduce((sum, second) => sum + figure(second), 0) / before.length
  const [refusedBefore, okBefore] = [mean(({ refused }) => refused), mean(({ ok }) => ok)]

  function isBackFrom(first: number): boolean {
    const rest = seconds.slice(first)
    const total = (figure: (second: Second) => number) => rest.reduce((sum, second) => sum + figure(second), 0)
    const [refused, ok] = [refusedBefore * rest.length, okBefore * rest.length]
    return (
      total(({ failed }) => failed) === 0 &&
      total((second) => second.refused) <= refused + 3 * Math.sqrt(refused) &&
      total((second) => second.ok) >= ok - 3 * Math.sqrt(ok)
    )
  }

  const last = seconds.length - leastSecondsBack
  for (let first = Math.floor(atSeconds); first <= last; first += 1) {
    if (isBackFrom(first)) return Math.max(0, first - atSeconds)
  }
  return null
}
