/** Redis dies at once. After its restart it has the data in its append-only file. */
import { defineFault, noParameters, redisWatch, requireRedis } from './fault.ts'

export const killRedis = defineFault({
  summary: 'Redis dies at once; healed, it is started again',
  consequence: 'Redis does not answer when it is asked directly',
  parameters: noParameters,
  needs: 'redis',
  async inject(stack) {
    const redis = requireRedis(stack)
    const watch = await redisWatch(stack)
    await redis.kill()
    return { what: 'Redis', ...watch, heal: redis.start }
  },
})
