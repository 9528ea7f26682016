/** Runs the plan on a running stack: each round of load, with the faults of the scenario's timeline. */

import type { Stack } from '../../stack/stack.ts'
import { startTimeline, type Timeline } from '../faults/timeline.ts'
import type { RetryRecord } from '../history/records.ts'
import { startAudits } from '../probes/post-audit.ts'
import { seededRandom } from '../random.ts'
import { roundsOf, type SegmentPlan } from './plan.ts'
import { runSegment, type Surroundings } from './segment.ts'

export interface Measurement extends Omit<Surroundings, 'nowMicros' | 'nextSession'> {
  /** The number of replicas, or, in a sweep, all numbers to be tried. */
  readonly counts: readonly number[]
}

/** Records are kept after each round, even if it fails. @throws the first failure */
export async function measure(measurement: Measurement): Promise<void> {
  const { scenario, counts, stack, signal, keep, onProgress } = measurement
  const epoch = performance.now()
  let sessions = 0
  const on: Surroundings = {
    ...measurement,
    nowMicros: () => Math.round((performance.now() - epoch) * 1_000),
    nextSession: () => sessions++,
  }
  const audit = startAudits(on)
  const rounds = roundsOf(scenario, counts)
  try {
    for (const [index, segments] of rounds.entries()) {
      if (signal.aborted) return
      onProgress({ type: 'round', round: index, of: rounds.length, trials: scenario.trials, segments })
      const { trial = 0, replicas = stack.replicas.length } = segments[0] ?? {}
      // A warm-up compiles the code that is measured afterwards, which under a small quota would take very long.
      await stack.cpuQuota?.setInForce(trial !== 0)
      if (replicas !== stack.replicas.length) await stack.useReplicas(replicas)
      await runRound(segments, on)
      await keep(await audit(segments))
    }
  } finally {
    if (scenario.timeline !== undefined) await keep(await retriesSince(epoch, stack))
  }
}

/** All segments of a round run at once, under the same faults; a warm-up has none. */
async function runRound(segments: readonly SegmentPlan[], on: Surroundings): Promise<void> {
  const timeline = disturb(segments[0]?.trial ?? 0, on)
  const terms = { mayEnd: timeline.isSettled, isShared: segments.length > 1 }
  const loads = await Promise.allSettled(segments.map((segment) => runSegment(segment, on, terms)))
  const [faults] = await Promise.allSettled([timeline.end()])
  await on.keep(timeline.records())
  for (const result of [...loads, faults]) if (result.status === 'rejected') throw result.reason
}

function disturb(trial: number, on: Surroundings): Timeline {
  const { scenario, stack, nowMicros, signal, onProgress } = on
  return startTimeline(trial === 0 ? [] : (scenario.timeline ?? []), {
    trial,
    stack,
    path: `/${scenario.modes[0]}/me`,
    random: seededRandom(scenario.seed * 1_000_003 + trial * 7_919),
    nowMicros,
    signal,
    onChange: (fault) => onProgress({ type: 'fault', fault }),
  })
}

/** @param epoch the run's start, as returned by `performance.now()` */
async function retriesSince(epoch: number, stack: Stack): Promise<RetryRecord[]> {
  const startMs = performance.timeOrigin + epoch
  const retries = await stack.retries()
  return retries.map(({ atMs, ...retry }) => ({
    type: 'retry',
    ...retry,
    atMicros: Math.round((atMs - startMs) * 1_000),
  }))
}
