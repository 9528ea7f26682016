/** Strategy `memory`: sessions in this process's memory. Correct alone, wrong behind round robin. */
import { createMemoryStore } from './session/memory-store.ts'
import { createSessionCookieStrategy } from './session/session-cookie.ts'
import type { StrategyFactory } from './strategy.ts'

/** Each mode of each replica has its own store, which other replicas cannot read. */
export const memory: StrategyFactory = async (scope, context) => {
  const store = createMemoryStore()
  const strategy = await createSessionCookieStrategy(scope, context, store)
  return { ...strategy, sessionsHeld: store.count }
}
