/** The inputs of predictions: a run's record, and the traits of its strategies and policies. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { ModeRecord, RunRecord } from '../../bench/history/records.ts'
import { loadOf, workloadOf } from '../../bench/scenarios/scenario.ts'
import { type PolicyTraits, policies } from '../../loadbalancer/registry.ts'
import { type StrategyTraits, strategies } from '../../services/strategies/registry.ts'
import type { Circumstances } from './prediction.ts'

/** @returns undefined for a strategy or policy that this lab does not have: nothing can be predicted for it */
export function traitsOf(
  mode: Pick<ModeRecord, 'strategy' | 'policy'> | undefined,
): { readonly strategy: StrategyTraits; readonly policy: PolicyTraits } | undefined {
  const strategy = strategyTraitsOf(mode?.strategy)
  const policy = entryOf<PolicyTraits>(policies, mode?.policy)
  return strategy && policy && { strategy, policy }
}

export function strategyTraitsOf(name: string | undefined): StrategyTraits | undefined {
  return entryOf<StrategyTraits>(strategies, name)
}

/** The circumstances of one mode and client model with this number of replicas. @returns undefined as `traitsOf` does */
export function circumstancesOf(
  run: Pick<RunRecord, 'scenario' | 'modes'>,
  slice: Pick<HistorySlice, 'mode' | 'client'>,
  replicas: number,
): Circumstances | undefined {
  const { scenario } = run
  const traits = traitsOf(run.modes[slice.mode])
  const { followUps, logsInAgain = false } = loadOf(scenario, slice.mode)
  return (
    traits && {
      ...scenario.topology,
      ...traits,
      replicas,
      client: slice.client,
      followUps,
      logsInAgain,
      faults: scenario.timeline?.map(({ fault }) => fault) ?? [],
      faultParameters: scenario.timeline ?? [],
      redisKeepsFile: scenario.topology.redisKeepsFile ?? true,
      workload: workloadOf(scenario, slice.mode),
    }
  )
}

function entryOf<Entry>(registry: Readonly<Record<string, Entry>>, name: string | undefined): Entry | undefined {
  return name !== undefined && Object.hasOwn(registry, name) ? registry[name] : undefined
}
