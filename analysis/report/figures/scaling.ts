/** The scaling curve of a sweep: throughput against replicas for each mode, who was busy meanwhile, and the law fitted to it. Pure. */

import type { History, HistorySlice } from '../../../bench/history/history.ts'
import type { ClientModel } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { seededRandom } from '../../../bench/random.ts'
import { replicaCounts } from '../../../bench/scenarios/sweep.ts'
import { slices } from '../../slices.ts'
import { median } from '../../statistics/interval.ts'
import {
  bootstrapLaw,
  type Law,
  type LawIntervals,
  type LawShape,
  lawOfMedians,
  type Observation,
  throughputAt,
} from '../../statistics/scalability-law.ts'
import { traitsOf } from '../../theory/circumstances.ts'
import { predictSpeedUp, type SpeedUpPrediction } from '../../theory/speed-up.ts'
import { type Judgement, judgeSpeedUp } from '../model/verdict.ts'
import { onlyThose } from './count.ts'
import { type LoadFigures, loadFigures, type TrialFigure, trialFigure } from './load-figures.ts'

export interface ScalingReport {
  /** With how many replicas everything was tried. */
  readonly replicas: readonly number[]
  /** In processors; null where none was asked for, or the system could not limit them. */
  readonly cpuPerReplica: number | null
  readonly curves: readonly Curve[]
}

/** One mode, tried by one client model. */
export interface Curve {
  readonly mode: string
  readonly client: ClientModel
  readonly points: readonly ScalingPoint[]
  /** Why theory predicts what it does, in one sentence; null where it says nothing. */
  readonly because: string | null
  /** null where fewer than four points are usable, or the intervals say nothing even of a law without cost of pairs. */
  readonly law: FittedLaw | null
  /** Why there is no law; only where there is none. */
  readonly noLawReason?: string
}

export interface FittedLaw extends Law {
  readonly ci95: LawIntervals
  /** The points cannot tell contention from coherency: the second was taken to be nothing. */
  readonly withoutPairs?: true
}

/** What was measured with one number of replicas. */
export interface ScalingPoint {
  readonly replicas: number
  /** Answers that were asked for. */
  readonly goodputPerSecond: TrialFigure
  /** Over one replica's in the same trial; null where one replica was not measured. */
  readonly speedUp: TrialFigure | null
  /** What theory says of it; null where it says nothing. */
  readonly predictedSpeedUp: number | null
  /** Absent where theory says nothing, or something other than the replicas was the limit. */
  readonly judgement?: Judgement
  /** What the fitted law says instead, and by which share the measured median is off; null without a law. */
  readonly fitted: { readonly goodputPerSecond: number; readonly residual: number } | null
  readonly busy: Busy
  /** Trials that do not count: the machine was full, and the replicas did not get what their quotas allow. */
  readonly disturbedTrials: number
  /** Why the point is left out of the fit. */
  readonly leftOut?: string
  readonly latencyMs: LoadFigures['latencyMs']
  readonly replicaCpuMicrosPerRequest: number | null
}

/** CPU time for each second of the load: 1 is one processor, all the time. Medians over trials; null where it is not known. */
export interface Busy {
  /** The mean over all replicas. */
  readonly replica: number
  readonly loadBalancer: number | null
  readonly redis: number | null
  readonly client: number
  /** Share of the whole machine, 0–1. */
  readonly machine: number | null
}

const leastPoints = 4
/** Of one thread's processor: whoever is so busy holds the others up. */
const saturated = 0.9
const fullMachine = 0.95
/** Replicas that used so much of their quota were the bottleneck themselves, however full the machine. */
const usesItsQuota = 0.9
/** A point stands where at least so many of its trials count. */
const leastShareOfTrials = 0.5
/** Wider 95 % intervals of σ and κ would allow nearly any curve. */
const widest = { contention: 0.3, coherency: 0.1 }

/** How many replicas there were, at most. */
export function mostReplicas({ run }: History): number {
  return Math.max(...replicaCounts(run.scenario, run.environment.cpus))
}

/** The part of a slice that was measured with the most replicas; all of it where there is no sweep. */
export function withMostReplicas(slice: HistorySlice): HistorySlice {
  return withReplicas(slice, Math.max(...slice.segments.map(({ replicas = 0 }) => replicas)))
}

function withReplicas(slice: HistorySlice, count: number): HistorySlice {
  return ofSegments(
    slice,
    slice.segments.filter(({ replicas = 0 }) => replicas === count),
  )
}

function ofSegments(slice: HistorySlice, segments: readonly SegmentRecord[]): HistorySlice {
  const numbers = new Set(segments.map(({ segment }) => segment))
  return { ...slice, segments, operations: onlyThose(slice.operations, ({ segment }) => numbers.has(segment)) }
}

export function scalingReport(history: History): ScalingReport {
  const { scenario, environment } = history.run
  const { cpuQuota } = environment
  const cpuPerReplica = cpuQuota === undefined || cpuQuota.missing !== undefined ? null : cpuQuota.cpus
  return {
    replicas: replicaCounts(scenario, environment.cpus),
    cpuPerReplica,
    curves: slices(history).map((slice) =>
      curveOf(slice, cpuPerReplica, scenario.seed, (replicas, microsPerRequest) => {
        const traits = traitsOf(history.run.modes[slice.mode])
        return traits && predictSpeedUp({ ...traits, client: slice.client, replicas, microsPerRequest })
      }),
    ),
  }
}

function curveOf(
  slice: HistorySlice,
  cpuPerReplica: number | null,
  seed: number,
  predicted: (
    replicas: number,
    microsPerRequest: (replicas: number) => number | undefined,
  ) => SpeedUpPrediction | undefined,
): Curve {
  const { mode, client } = slice
  const counts = [...new Set(slice.segments.map(({ replicas = 1 }) => replicas))].sort((a, b) => a - b)
  const measured = counts.map((replicas) => {
    const all = withReplicas(slice, replicas)
    const undisturbed = all.segments.filter((segment) => !isDisturbed(segment, replicas, cpuPerReplica))
    const counts = undisturbed.length >= leastShareOfTrials * all.segments.length
    const part = counts ? ofSegments(all, undisturbed) : all
    const busy = busyOf(part.segments, replicas)
    const disturbed = all.segments.length - undisturbed.length
    const leftOut = counts
      ? bottleneckElsewhere(busy)
      : `the machine was full in ${disturbed} of ${all.segments.length} trials`
    return { replicas, load: loadFigures(part), byTrial: goodputByTrial(part), busy, disturbed, leftOut }
  })
  const microsWith = (count: number) =>
    measured.find(({ replicas }) => replicas === count)?.load.replicaCpuMicrosPerRequest ?? undefined
  const predict = (replicas: number) => predicted(replicas, microsWith)
  const ofOne = measured.find(({ replicas }) => replicas === 1)?.byTrial ?? []
  const usable = measured.filter(({ leftOut }) => leftOut === undefined)
  const fitted = lawOf(
    usable.flatMap(({ replicas, byTrial }) =>
      byTrial.map(({ trial, perSecond }) => ({ trial, replicas, throughput: perSecond })),
    ),
    seed,
  )
  const points = measured.map(({ replicas, load, byTrial, busy, disturbed, leftOut }): ScalingPoint => {
    const { goodputPerSecond, latencyMs, replicaCpuMicrosPerRequest } = load
    const ratios = speedUpsOf(byTrial, ofOne)
    const prediction = predict(replicas)
    return {
      replicas,
      goodputPerSecond,
      speedUp: ratios.length === 0 ? null : trialFigure(ratios),
      predictedSpeedUp: prediction?.speedUp ?? null,
      // A point where something else was the limit says nothing of the mode.
      ...(prediction && replicas > 1 && leftOut === undefined && { judgement: judgeSpeedUp(ratios, prediction) }),
      fitted: fitted.law && fittedTo(fitted.law, replicas, goodputPerSecond.median),
      busy,
      disturbedTrials: disturbed,
      ...(leftOut !== undefined && { leftOut }),
      latencyMs,
      replicaCpuMicrosPerRequest,
    }
  })
  const because = predict(Math.max(...counts))?.because ?? null
  return { mode, client, points, because, ...fitted }
}

interface TrialGoodput {
  readonly trial: number
  readonly perSecond: number
}

function goodputByTrial(part: HistorySlice): TrialGoodput[] {
  return part.segments.map((segment) => {
    const { goodputPerSecond } = loadFigures({ ...part, segments: [segment] })
    return { trial: segment.trial, perSecond: goodputPerSecond.median }
  })
}

/** Over one replica's goodput in the same trial. */
function speedUpsOf(trials: readonly TrialGoodput[], ofOne: readonly TrialGoodput[]): number[] {
  return trials.flatMap(({ trial, perSecond }) => {
    const one = ofOne.find((other) => other.trial === trial)
    return one === undefined || one.perSecond === 0 ? [] : [perSecond / one.perSecond]
  })
}

function fittedTo(law: Law, replicas: number, measured: number): ScalingPoint['fitted'] {
  const goodputPerSecond = throughputAt(law, replicas)
  return { goodputPerSecond, residual: measured / goodputPerSecond - 1 }
}

function busyOf(segments: readonly SegmentRecord[], replicas: number): Busy {
  const each = (figure: (segment: SegmentRecord) => number | undefined) => {
    const known = segments.flatMap((segment) => figure(segment) ?? [])
    return known.length === 0 ? null : median(known)
  }
  const perMicro = (figure: (segment: SegmentRecord) => number | undefined) =>
    each((segment) => {
      const micros = figure(segment)
      return micros === undefined ? undefined : micros / (segment.endMicros - segment.startMicros)
    })
  return {
    replica: perMicro(({ replicaCpuMicros }) => sum(Object.values(replicaCpuMicros)) / replicas) ?? 0,
    loadBalancer: perMicro(({ partCpuMicros }) => partCpuMicros?.loadBalancer),
    redis: perMicro(({ partCpuMicros }) => partCpuMicros?.redis),
    client: perMicro(({ clientCpuMicros }) => clientCpuMicros) ?? 0,
    machine: each(({ idleShare }) => (idleShare === undefined ? undefined : 1 - idleShare)),
  }
}

/** Others kept the replicas from using what their quotas allow: such a trial says nothing of how they scale. */
function isDisturbed(segment: SegmentRecord, replicas: number, cpuPerReplica: number | null): boolean {
  const { machine, replica } = busyOf([segment], replicas)
  const replicasAreFull = cpuPerReplica !== null && replica >= usesItsQuota * cpuPerReplica
  return machine !== null && machine >= fullMachine && !replicasAreFull
}

/**
 * A point at which the client or nginx was the limit says nothing of the mode. One at which Redis was does: that is where
 * the mode ends.
 */
function bottleneckElsewhere({ client, loadBalancer }: Busy): string | undefined {
  const parts = { 'the client': client, nginx: loadBalancer ?? 0 }
  const [found] = Object.entries(parts).filter(([, share]) => share >= saturated)
  return found && `${found[0]} used ${Math.round(found[1] * 100)} % of a core`
}

function lawOf(observations: readonly Observation[], seed: number): Pick<Curve, 'law' | 'noLawReason'> {
  const counts = new Set(observations.map(({ replicas }) => replicas)).size
  if (counts < leastPoints) {
    return { law: null, noLawReason: `unknown: a law needs ${leastPoints} usable points, and there are ${counts}` }
  }
  if (observations.some(({ throughput }) => throughput === 0)) {
    return { law: null, noLawReason: 'unknown: no request was answered at one of the points' }
  }
  const fits = (['pairs', 'no-pairs'] as const).flatMap((shape) => fitOf(observations, seed, shape) ?? [])
  if (fits.length === 0) return { law: null, noLawReason: 'unknown: no law is near these points' }
  const law = fits.find((fit) => !isVague(fit.ci95) && !isArtefact(fit))
  if (law === undefined) {
    return {
      law: null,
      noLawReason: 'unknown: the trials differ so much that nearly any curve would do; add time or trials',
    }
  }
  return { law }
}

function fitOf(observations: readonly Observation[], seed: number, shape: LawShape): FittedLaw | undefined {
  const [law, ci95] = [lawOfMedians(observations, shape), bootstrapLaw(observations, seededRandom(seed), shape)]
  if (law === undefined || ci95 === undefined) return undefined
  return { ...law, ci95, ...(shape === 'no-pairs' && { withoutPairs: true }) }
}

function isVague(ci95: LawIntervals): boolean {
  const isWide = (figure: keyof typeof widest) => ci95[figure][1] - ci95[figure][0] > widest[figure]
  return isWide('contention') || isWide('coherency')
}

/** Serial work that is seen only because the cost of pairs came out below 0, or the other way round, which cannot be. */
function isArtefact({ contention, coherency, ci95 }: FittedLaw): boolean {
  return (contention < 0 && ci95.coherency[0] > 0) || (coherency < 0 && ci95.contention[0] > 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
