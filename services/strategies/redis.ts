/** Strategy `redis`: sessions in one Redis that all replicas share. Any replica can answer; none can without Redis. */
import { connectRedis } from './redis/redis-connection.ts'
import { createRedisStore } from './redis/redis-store.ts'
import { createSessionCookieStrategy } from './session/session-cookie.ts'
import type { StrategyFactory } from './strategy.ts'

/** Without a reachable Redis the replica starts and answers 503; it tries Redis again with each request. */
export const redis: StrategyFactory = async (scope, context) => {
  if (context.redis === undefined) throw new Error(`[redis] mode ${context.mode} needs the address of a Redis`)
  const { client, traffic, close } = connectRedis(context.redis, scope.log)
  const store = createRedisStore(client, context.mode)
  const strategy = await createSessionCookieStrategy(scope, context, store)
  return { ...strategy, storeTraffic: traffic, close }
}
