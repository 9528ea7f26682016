/** A replica that accepts tokens for a second longer than it was told to. */
import { strategies } from '../../strategies/registry.ts'
import type { StrategyFactory } from '../../strategies/strategy.ts'
import { startReplica } from '../start.ts'

const load = async (): Promise<StrategyFactory> => {
  const jwt = await strategies.jwt.load()
  return (scope, context) => jwt(scope, { ...context, clockToleranceSeconds: context.clockToleranceSeconds + 1 })
}
await startReplica({ strategies: { ...strategies, jwt: { ...strategies.jwt, load } } })
