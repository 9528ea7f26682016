/** Every law that theory has, found by trying all circumstances: for the page of predictions, and for the test that each can fail. */

import { clientModels } from '../../bench/history/operation.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { anomalies, type CheckName, checkNames } from '../anomalies/registry.ts'
import type { Circumstances, Law } from './prediction.ts'

/** A check and a formula, with one of the circumstances that have it. */
export interface KnownLaw {
  readonly check: CheckName
  readonly formula: string
  readonly law: Law
  readonly example: { readonly strategy: string; readonly policy: string; readonly circumstances: Circumstances }
}

/** A fault and the parameters that laws look at. */
type Ordeal = readonly [fault: string, parameters: Readonly<Record<string, unknown>>]

/** @param faults names of all faults */
export function everyLaw(faults: readonly string[]): KnownLaw[] {
  const found = new Map<string, KnownLaw>()
  for (const example of everyExample([undefined, ...faults.flatMap(ordealsOf)])) {
    for (const check of checkNames) {
      const law = anomalies[check].predict?.(example.circumstances)
      const key = `${check} ${law?.formula}`
      if (law !== undefined && !found.has(key)) found.set(key, { check, formula: law.formula, law, example })
    }
  }
  return [...found.values()].toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check))
}

function ordealsOf(fault: string): Ordeal[] {
  if (fault === 'rotate-keys') return [true, false].map((overlap) => [fault, { overlap, replicas: 1 }])
  if (fault === 'clock-skew') return [[fault, { seconds: 5, for: 3 }]]
  return fault === 'failover-redis' ? [[fault, { behindMs: 50 }]] : [[fault, {}]]
}

function* everyExample(ordeals: readonly (Ordeal | undefined)[]): Generator<KnownLaw['example']> {
  const common = { replicas: 3, followUps: 5, tokenTtlSeconds: 3, accessTtlSeconds: 2, clockToleranceSeconds: 0 }
  for (const ordeal of ordeals) {
    const faults = { faults: ordeal ? [ordeal[0]] : [], faultParameters: ordeal ? [ordeal[1]] : [] }
    for (const [strategyName, strategy] of Object.entries(strategies))
      for (const [policyName, policy] of Object.entries(policies))
        for (const client of clientModels)
          for (const [redisKeepsFile, logsInAgain] of [
            [true, false],
            [false, false],
            [true, true],
          ] as const) {
            const setting = { ...common, ...faults, redisKeepsFile, logsInAgain, workload: 'browse' }
            yield {
              strategy: strategyName,
              policy: policyName,
              circumstances: { ...setting, strategy, policy, client },
            }
          }
  }
}
