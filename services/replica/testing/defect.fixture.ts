/** What a planted defect is: a strategy that does one thing wrong. */
import type { Strategy, StrategyFactory } from '../../strategies/strategy.ts'

/** Makes a defective strategy of one that works. */
export type Defect = (create: StrategyFactory) => StrategyFactory

/** A defect that replaces methods of the strategy. */
export const replacing =
  (methods: (strategy: Strategy) => Partial<Strategy>): Defect =>
  (create) =>
  async (scope, context) => {
    const strategy = await create(scope, context)
    return { ...strategy, ...methods(strategy) }
  }

/** Returns true in every `n`-th call. */
export function everyNth(n: number): () => boolean {
  let count = 0
  return () => ++count % n === 0
}
