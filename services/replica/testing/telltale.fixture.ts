/** A replica that writes what a client sent to say who it is into its log. */
import { strategies } from '../../strategies/registry.ts'
import type { StrategyFactory } from '../../strategies/strategy.ts'
import { startReplica } from '../start.ts'

const load = async (): Promise<StrategyFactory> => {
  const memory = await strategies.memory.load()
  return async (scope, context) => {
    scope.addHook('onRequest', async ({ headers, log }) => log.info({ cookie: headers.cookie }, 'request'))
    return memory(scope, context)
  }
}
await startReplica({ strategies: { ...strategies, memory: { ...strategies.memory, load } } })
