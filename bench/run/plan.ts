/**
 * The plan of a run: the order of modes and client models. Modes alternate, so that drift affects all alike; with faults they
 * run at once, so that the same fault hits all.
 */

import type { ClientModel } from '../history/operation.ts'
import { clientsOf, type Load, loadForReplicas, loadOf, type Scenario } from '../scenarios/scenario.ts'

export interface SegmentPlan {
  readonly segment: number
  /** 0 is warm-up. */
  readonly trial: number
  readonly mode: string
  readonly client: ClientModel
  /** In a sweep: how many are used. */
  readonly replicas?: number
  readonly load: Load
}

/**
 * What runs at the same time: one segment after the other, or, with a timeline, all segments of a trial at once.
 * @param counts the number of replicas, or, in a sweep, all numbers to be tried
 */
export function roundsOf(scenario: Scenario, counts?: readonly number[]): (readonly SegmentPlan[])[] {
  const plan = planOf(scenario, counts)
  if (scenario.timeline === undefined) return plan.map((segment) => [segment])
  return [...Map.groupBy(plan, ({ trial }) => trial).values()]
}

/**
 * In a sweep the warm-up repeats all modes this often: code optimized for one mode is recompiled for the next, until it suits
 * all.
 */
const warmUpTurnsOfSweep = 3
/** In a sweep: an idle replica has cold caches, so requests in its first tenth of a second cost twice as much. */
const leadInSeconds = 0.1

/**
 * Warm-up of every mode, then A B C A B C …, never A A B B C C. In a sweep each of these is tried with all numbers of
 * replicas in a row, since they are compared with each other; up in one trial and down in the next, so that what changes
 * slowly with time hits few and many alike; and each after a lead-in, which is warm-up, too.
 */
export function planOf(scenario: Scenario, counts: readonly number[] = []): SegmentPlan[] {
  const { sweep, modes, warmUpSeconds } = scenario
  const isSweep = sweep !== undefined
  const steps = isSweep ? counts : [undefined]
  const turns = warmUpSeconds === 0 ? 0 : isSweep ? warmUpTurnsOfSweep : 1
  // All replicas at once: each of them compiles its code.
  const all = isSweep ? Math.max(...counts) : undefined
  const warmUp = Array.from({ length: turns }).flatMap(() =>
    modes.map((mode) =>
      warmUpOf(scenario, mode, {
        durationSeconds: warmUpSeconds / turns,
        replicas: all,
        followUps: isSweep ? loadOf(scenario, mode).followUps : 1,
      }),
    ),
  )
  const trials = Array.from({ length: scenario.trials }, (_, index) =>
    scenario.modes.flatMap((mode) =>
      clientsOf(scenario, mode).flatMap((client) =>
        (index % 2 === 0 ? steps : steps.toReversed()).flatMap((replicas) => [
          ...(isSweep && turns > 0
            ? [warmUpOf(scenario, mode, { durationSeconds: leadInSeconds, replicas, followUps: 1 })]
            : []),
          { trial: index + 1, mode, client, ...withLoad(loadOf(scenario, mode), replicas) },
        ]),
      ),
    ),
  )
  return [...warmUp, ...trials.flat()].map((plan, segment) => ({ segment, ...plan }))
}

function withLoad(load: Load, replicas: number | undefined): Pick<SegmentPlan, 'load' | 'replicas'> {
  return replicas === undefined ? { load } : { replicas, load: loadForReplicas(load, replicas) }
}

/** @param brief.followUps few, so that it ends in time; but where it is to compile what is measured, as many as there */
function warmUpOf(
  scenario: Scenario,
  mode: string,
  { replicas, ...brief }: { durationSeconds: number; replicas: number | undefined; followUps: number },
): Omit<SegmentPlan, 'segment'> {
  const client = clientsOf(scenario, mode)[0] ?? 'frozen'
  const { load, ...at } = withLoad(loadOf(scenario, mode), replicas)
  return { trial: 0, mode, client, ...at, load: { ...load, ...brief, minOperations: 1 } }
}
