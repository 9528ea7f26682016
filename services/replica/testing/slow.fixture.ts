/** A replica that spends more CPU time on every request than it needs: a slowdown that a comparison must find. */
import { type StrategyEntry, strategies } from '../../strategies/registry.ts'
import { startReplica } from '../start.ts'

/** Three replicas on two cores spend so much more that about a fifth fewer requests are answered. */
const wastedMicros = 80

function slowed(entry: StrategyEntry): StrategyEntry {
  const load: StrategyEntry['load'] = async () => {
    const create = await entry.load()
    return async (scope, context) => {
      const strategy = await create(scope, context)
      return {
        ...strategy,
        identify: (request) => {
          const until = performance.now() + wastedMicros / 1_000
          while (performance.now() < until);
          return strategy.identify(request)
        },
      }
    }
  }
  return { ...entry, load }
}

await startReplica({
  strategies: Object.fromEntries(Object.entries(strategies).map(([name, entry]) => [name, slowed(entry)])),
})
