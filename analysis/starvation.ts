/** Whether the machine gave a run the processor time that it needed: a starved run can be slow without anything being wrong. Pure. */

import type { RunRecord, SegmentRecord } from '../bench/history/records.ts'

/** What starved a trial, each above its limit. */
export interface Starvation {
  readonly trial: number
  /** One clause each, with the figure. */
  readonly because: readonly string[]
}

/**
 * Limits. A lab at rest stays far below each of them on two cores, also where it saturates both; eight busy processes beside it
 * push it above the first and the last.
 */
const limits = {
  /** Share of the machine's CPU time that programs other than the lab's used: a quarter is half a core of two. */
  others: 0.25,
  /** The same for other guests of the same host: hosts that are not overbooked steal less than 1 %. */
  steal: 0.05,
  /** At a fixed arrival rate a machine without idle time cannot keep up; without a rate a full machine is intended. */
  idleAtARate: 0.03,
  /** A third of the time that a replica waits for Redis before it answers 503: the rest of the way takes time, too. */
  delayMs: 100,
} as const

/** The trials that were starved; the warm-up is left out. */
export function starvationOf(run: RunRecord, segments: readonly SegmentRecord[]): Starvation[] {
  const byTrial = Map.groupBy(
    segments.filter(({ trial }) => trial > 0),
    ({ trial }) => trial,
  )
  return [...byTrial]
    .map(([trial, of]) => ({ trial, because: whatStarved(run, of) }))
    .filter(({ because }) => because.length > 0)
}

function whatStarved({ environment, scenario }: RunRecord, trial: readonly SegmentRecord[]): string[] {
  const worst = (figure: (segment: SegmentRecord) => number) => Math.max(...trial.map(figure))
  const others = worst((segment) => othersShare(segment, environment.cpus))
  const steal = worst(stolen)
  const clientMs = worst(({ clientDelayMs = 0 }) => clientDelayMs)
  // A replica at its own CPU quota waits for the next period by design.
  const hasQuota = scenario.topology.cpuPerReplica !== undefined
  const replicaMs = hasQuota ? 0 : worst(({ replicaDelayMs = {} }) => Math.max(0, ...Object.values(replicaDelayMs)))
  const found: (string | false)[] = [
    others > limits.others && `other programs used up to ${percent(others)} of the processors`,
    steal > limits.steal && `the hypervisor gave up to ${percent(steal)} of the processors to other guests`,
    trial.some(({ arrivals, idleShare = 1 }) => arrivals !== undefined && idleShare < limits.idleAtARate) &&
      'the machine had no idle time left for the arrival rate',
    clientMs > limits.delayMs && `timers of the client fired ${Math.round(clientMs)} ms late`,
    replicaMs > limits.delayMs && `timers of a replica fired ${Math.round(replicaMs)} ms late`,
  ]
  return found.filter((each) => each !== false)
}

/** 0 where it is not known. */
function othersShare(segment: SegmentRecord, cpus: number): number {
  const { idleShare, partCpuMicros, shared, startMicros, endMicros } = segment
  // Of segments that ran at the same time, each has the CPU time of all, but over its own time only.
  if (idleShare === undefined || partCpuMicros?.loadBalancer === undefined || shared) return 0
  const parts = [segment.clientCpuMicros, ...Object.values(segment.replicaCpuMicros), ...Object.values(partCpuMicros)]
  const own = parts.reduce((sum, micros) => sum + micros, 0) / (cpus * (endMicros - startMicros))
  return Math.max(0, 1 - idleShare - own - stolen(segment))
}

const stolen = ({ stealShare = 0 }: SegmentRecord) => stealShare
const percent = (share: number) => `${Math.round(share * 100)} %`
