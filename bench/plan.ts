/**
 * The plan of a run: which mode is tried when, by which client model. Modes take turns, so that drift hits all alike; or,
 * where there are faults, are tried at once, so that the same fault hits all.
 */

import type { ClientModel } from './history.ts'
import { clientsOf, type Load, loadForReplicas, loadOf, type Scenario } from './scenarios/scenario.ts'

export interface SegmentPlan {
  readonly segment: number
  /** 0 is warm-up. */
  readonly trial: number
  readonly mode: string
  readonly client: ClientModel
  /** In a sweep: which of its stacks. */
  readonly replicas?: number
  readonly load: Load
}

/**
 * What runs at the same time: one segment after the other, or, with a timeline, all segments of a trial at once.
 * @param counts how many replicas there are, or, in a sweep, with how many everything is tried
 */
export function roundsOf(scenario: Scenario, counts?: readonly number[]): (readonly SegmentPlan[])[] {
  const plan = planOf(scenario, counts)
  if (scenario.timeline === undefined) return plan.map((segment) => [segment])
  return [...Map.groupBy(plan, ({ trial }) => trial).values()]
}

/**
 * Warm-up of every mode once, then A B C A B C …, never A A B B C C. In a sweep each of these is tried with all numbers of
 * replicas in a row, since they are compared with each other; up in one trial and down in the next, so that what changes
 * slowly with time hits few and many alike.
 */
export function planOf(scenario: Scenario, counts: readonly number[] = []): SegmentPlan[] {
  const steps = scenario.sweep === undefined ? [undefined] : counts
  const warmUp =
    scenario.warmUpSeconds === 0
      ? []
      : steps.flatMap((replicas) => scenario.modes.map((mode) => warmUpOf(scenario, mode, replicas)))
  const trials = Array.from({ length: scenario.trials }, (_, index) =>
    scenario.modes.flatMap((mode) =>
      clientsOf(scenario, mode).flatMap((client) =>
        (index % 2 === 0 ? steps : steps.toReversed()).map((replicas) => ({
          trial: index + 1,
          mode,
          client,
          ...withLoad(loadOf(scenario, mode), replicas),
        })),
      ),
    ),
  )
  return [...warmUp, ...trials.flat()].map((plan, segment) => ({ segment, ...plan }))
}

function withLoad(load: Load, replicas: number | undefined): Pick<SegmentPlan, 'load' | 'replicas'> {
  return replicas === undefined ? { load } : { replicas, load: loadForReplicas(load, replicas) }
}

function warmUpOf(scenario: Scenario, mode: string, replicas: number | undefined): Omit<SegmentPlan, 'segment'> {
  const client = clientsOf(scenario, mode)[0] ?? 'frozen'
  const { load, ...at } = withLoad(loadOf(scenario, mode), replicas)
  return {
    trial: 0,
    mode,
    client,
    ...at,
    // As long for each replica: all of them compile their code.
    load: { ...load, followUps: 1, durationSeconds: scenario.warmUpSeconds * (replicas ?? 1), minOperations: 1 },
  }
}
