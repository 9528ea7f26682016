/** The time series of a slice's load: each trial in equal steps of time, few enough to be drawn. Pure. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { isRefusedUser, isTelling, isUnserved } from '../../anomalies/service.ts'
import { operationsBySegment } from '../../slices.ts'
import { countOf } from './count.ts'
import { latencyMicros } from './load-figures.ts'
import { quantilesMs, timesOf } from './quantiles.ts'

export interface TimeSeries {
  /** Length of a step; the same in every trial. */
  readonly stepMs: number
  readonly trials: readonly TrialTimeSeries[]
  /** Later trials of the run that are not here. */
  readonly trialsLeftOut: number
}

/** Each list has one value a step, from the beginning of the trial. Operations count in the step in which they ended. */
export interface TrialTimeSeries {
  readonly trial: number
  /** How long the load was constant; the last step may be shorter than the others. */
  readonly lengthMs: number
  readonly ok: readonly number[]
  /** Users answered 401, without those for whom 401 is right: probes of an ended credential, attackers and thieves. */
  readonly refused: readonly number[]
  /** 5xx, timeout, cut connection. */
  readonly failed: readonly number[]
  /** Of all answers, from when each was due; null where there was none. */
  readonly latencyMs: {
    readonly p50: readonly (number | null)[]
    readonly p99: readonly (number | null)[]
    readonly max: readonly (number | null)[]
  }
  /** Answers of each replica. */
  readonly byReplica: Readonly<Record<string, readonly number[]>>
}

/** Allowed lengths of a step. */
const stepsMs = [10, 20, 50, 100, 200, 500].flatMap((ms) => [1, 100, 10_000].map((times) => ms * times))
const trialsKept = 12
/** Shorter steps would show little but chance; a trial has ten steps all the same. */
const operationsAStep = 40
const fewSteps = 10

/** @param atMost steps of all trials together. @returns null where there was no load */
export function timeSeriesOf(slice: HistorySlice, atMost: number): TimeSeries | null {
  const { segments, operations } = slice
  if (segments.length === 0) return null
  const kept = segments.slice(0, trialsKept)
  const longestMs = Math.max(...kept.map(lengthMs))
  const wanted = Math.max(fewSteps, operations.length / segments.length / operationsAStep)
  const stepsEach = Math.max(1, Math.min(wanted, atMost / kept.length))
  const stepMs =
    stepsMs.toSorted((a, b) => a - b).find((ms) => longestMs / ms <= stepsEach) ?? Math.max(1, Math.ceil(longestMs))
  const bySegment = operationsBySegment(slice)
  const replicas = replicasOf(operations)
  return {
    stepMs,
    trials: kept.map((segment) => trialTimeSeries(segment, bySegment.get(segment.segment) ?? [], { stepMs, replicas })),
    trialsLeftOut: segments.length - kept.length,
  }
}

const lengthMs = ({ startMicros, windowEndMicros }: SegmentRecord) => (windowEndMicros - startMicros) / 1_000

/** In the order of their numbers, the same in every trial, also where a replica was away. */
function replicasOf(operations: readonly Operation[]): string[] {
  const names = new Set<string>()
  for (const { replica } of operations) if (replica !== undefined) names.add(replica)
  return [...names].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

interface Steps {
  readonly stepMs: number
  readonly replicas: readonly string[]
}

function trialTimeSeries(
  segment: SegmentRecord,
  operations: readonly Operation[],
  { stepMs, replicas }: Steps,
): TrialTimeSeries {
  const steps = Array.from({ length: Math.max(1, Math.ceil(lengthMs(segment) / stepMs)) }, (): Operation[] => [])
  for (const operation of operations) {
    const { endMicros } = operation
    if (endMicros > segment.windowEndMicros || !isTelling(operation)) continue
    // What ends with the load ends in its last step.
    const step = Math.min(steps.length - 1, Math.floor((endMicros - segment.startMicros) / 1_000 / stepMs))
    steps[step]?.push(operation)
  }
  const count = (counts: (operation: Operation) => boolean) => steps.map((step) => countOf(step, counts))
  const quantiles = steps.map((step) => quantilesMs(timesOf(step, latencyMicros, isAnswer)))
  return {
    trial: segment.trial,
    lengthMs: lengthMs(segment),
    ok: count(({ outcome }) => outcome === 'ok'),
    refused: count(isRefusedUser),
    failed: count(isUnserved),
    latencyMs: {
      p50: quantiles.map((at) => at?.p50 ?? null),
      p99: quantiles.map((at) => at?.p99 ?? null),
      max: quantiles.map((at) => at?.max ?? null),
    },
    byReplica: Object.fromEntries(replicas.map((name) => [name, count(({ replica }) => replica === name)])),
  }
}

const isAnswer = ({ status }: Operation) => status !== undefined
