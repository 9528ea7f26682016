/**
 * The plan of a run: which mode is tried when, by which client model. Modes take turns, so that drift hits all alike; or,
 * where there are faults, are tried at once, so that the same fault hits all.
 */

import type { ClientModel } from './history.ts'
import { clientsOf, type Load, loadOf, type Scenario } from './scenarios/scenario.ts'

export interface SegmentPlan {
  readonly segment: number
  /** 0 is warm-up. */
  readonly trial: number
  readonly mode: string
  readonly client: ClientModel
  readonly load: Load
}

/** What runs at the same time: one segment after the other, or, with a timeline, all segments of a trial at once. */
export function roundsOf(scenario: Scenario): (readonly SegmentPlan[])[] {
  const plan = planOf(scenario)
  if (scenario.timeline === undefined) return plan.map((segment) => [segment])
  return [...Map.groupBy(plan, ({ trial }) => trial).values()]
}

/** Warm-up of every mode once, then A B C A B C …, never A A B B C C. */
export function planOf(scenario: Scenario): SegmentPlan[] {
  const warmUp = scenario.warmUpSeconds === 0 ? [] : scenario.modes.map((mode) => warmUpOf(scenario, mode))
  const trials = Array.from({ length: scenario.trials }, (_, index) =>
    scenario.modes.flatMap((mode) =>
      clientsOf(scenario, mode).map((client) => ({ trial: index + 1, mode, client, load: loadOf(scenario, mode) })),
    ),
  )
  return [...warmUp, ...trials.flat()].map((plan, segment) => ({ segment, ...plan }))
}

function warmUpOf(scenario: Scenario, mode: string): Omit<SegmentPlan, 'segment'> {
  const client = clientsOf(scenario, mode)[0] ?? 'frozen'
  return {
    trial: 0,
    mode,
    client,
    load: { ...loadOf(scenario, mode), followUps: 1, durationSeconds: scenario.warmUpSeconds, minOperations: 1 },
  }
}
