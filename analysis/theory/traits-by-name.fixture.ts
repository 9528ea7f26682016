/** The traits of strategies and policies by name, for tests of predictions that go through several. */

import { type PolicyName, type PolicyTraits, policies } from '../../loadbalancer/registry.ts'
import { type StrategyName, type StrategyTraits, strategies } from '../../services/strategies/registry.ts'

export const strategyNamed = (name: string): StrategyTraits => strategies[name as StrategyName]
export const policyNamed = (name: string): PolicyTraits => policies[name as PolicyName]
