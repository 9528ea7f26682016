/** A trial second by second, and what each fault did to it: everything on one axis, seconds since the trial's load began. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { FaultRecord, RetryRecord, SegmentRecord } from '../../../bench/history/records.ts'
import { failureOf, isTelling, isUnserved } from '../../anomalies/service.ts'
import { median } from '../../statistics/interval.ts'

/** One second of one trial of one mode. Operations count where they ended. */
export interface Second {
  readonly second: number
  readonly ok: number
  /** Answered 401. */
  readonly refused: number
  /** 5xx, timeout, cut connection. */
  readonly failed: number
  /** Of all answers, ms; null where there was none. */
  readonly latencyMs: { readonly p50: number; readonly max: number } | null
  /** Requests that nginx gave to another replica after a first one had failed. */
  readonly retries: number
  /** Answers by replica. */
  readonly byReplica: Readonly<Record<string, number>>
}

export interface TrialAxis {
  readonly trial: number
  readonly seconds: readonly Second[]
  readonly faults: readonly FaultEffect[]
}

/** A fault, and how the mode bore it. Times in seconds since the trial's load began. */
export interface FaultEffect {
  readonly fault: string
  readonly what: string
  readonly atSeconds: number
  /** null where it lasted to the end of the load. */
  readonly healedSeconds: number | null
  /** Operations that were refused or failed from the fault until the next one, or the end. */
  readonly refused: number
  readonly failed: number
  readonly retries: number
  /** How they failed, and how often. */
  readonly failures: Readonly<Record<string, number>>
  /** From the fault until service is as before it, and stays so; null where it does not until the end. */
  readonly recoverySeconds: number | null
}

/** One axis for each trial that had faults. */
export function timeAxes({ segments, operations, faults, retries }: HistorySlice): TrialAxis[] {
  return segments.flatMap((segment) => {
    const hit = faults.filter(({ trial }) => trial === segment.trial).toSorted((a, b) => a.startMicros - b.startMicros)
    if (hit.length === 0) return []
    const own = operations.filter((operation) => operation.segment === segment.segment && isTelling(operation))
    const seconds = secondsOf(own, retries, segment)
    const effects = hit.map((fault, index) => effectOf(fault, hit[index + 1], { own, retries, segment, seconds }))
    return [{ trial: segment.trial, seconds, faults: effects }]
  })
}

function secondsOf(
  operations: readonly Operation[],
  retries: readonly RetryRecord[],
  segment: SegmentRecord,
): Second[] {
  const length = Math.floor((segment.windowEndMicros - segment.startMicros) / 1e6)
  const bySecond = Map.groupBy(operations, ({ endMicros }) => Math.floor(secondsSince(segment, endMicros)))
  const retried = Map.groupBy(retries, ({ atMicros }) => Math.floor(secondsSince(segment, atMicros)))
  return Array.from({ length }, (_, second) =>
    secondOf(second, bySecond.get(second) ?? [], retried.get(second)?.length ?? 0),
  )
}

const secondsSince = ({ startMicros }: SegmentRecord, micros: number) => (micros - startMicros) / 1e6

function secondOf(second: number, operations: readonly Operation[], retries: number): Second {
  const answers = operations.filter(({ status }) => status !== undefined)
  const latencies = answers.map(latencyMs)
  const byReplica: Record<string, number> = {}
  for (const { replica } of answers) if (replica !== undefined) byReplica[replica] = (byReplica[replica] ?? 0) + 1
  return {
    second,
    ok: operations.filter(({ outcome }) => outcome === 'ok').length,
    refused: operations.filter(({ status }) => status === 401).length,
    failed: operations.filter(isUnserved).length,
    latencyMs:
      latencies.length === 0
        ? null
        : { p50: median(latencies), max: latencies.reduce((most, ms) => Math.max(most, ms), 0) },
    retries,
    byReplica,
  }
}

function latencyMs({ startMicros, endMicros }: Operation): number {
  return (endMicros - startMicros) / 1_000
}

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
  const isBorne = (micros: number) => micros >= startMicros && micros < Math.min(until, segment.endMicros)
  const borne = own.filter(({ endMicros }) => isBorne(endMicros))
  const failed = borne.filter(isUnserved)
  const failures: Record<string, number> = {}
  for (const operation of failed) failures[failureOf(operation)] = (failures[failureOf(operation)] ?? 0) + 1
  const isHealed = healMicros !== undefined && healMicros < segment.windowEndMicros && healedMicros !== undefined
  return {
    fault: fault.fault,
    what: fault.what,
    atSeconds: secondsSince(segment, startMicros),
    healedSeconds: isHealed ? secondsSince(segment, healedMicros) : null,
    refused: borne.filter(({ status }) => status === 401).length,
    failed: failed.length,
    retries: retries.filter(({ atMicros }) => isBorne(atMicros)).length,
    failures,
    recoverySeconds: recoveryOf(secondsSince(segment, startMicros), seconds),
  }
}

/**
 * Served as before is: good answers within chance of the mean before the fault (three standard deviations of a Poisson
 * count), and nothing failed. The first second is left out of the mean: everybody still has to log in.
 */
function recoveryOf(atSeconds: number, seconds: readonly Second[]): number | null {
  const before = seconds.filter(({ second }) => second >= 1 && second + 1 <= atSeconds)
  const mean = before.reduce((sum, { ok }) => sum + ok, 0) / before.length
  const floor = mean - 3 * Math.sqrt(mean)
  const isAsBefore = ({ ok, failed }: Second) => failed === 0 && ok >= floor
  const last = seconds.findLast((second) => second.second >= Math.floor(atSeconds) && !isAsBefore(second))
  if (last === undefined) return 0
  return last === seconds.at(-1) ? null : last.second + 1 - atSeconds
}
