/** Redis freezes, as on a machine that swaps: replicas wait for it and need a timeout. */
import { defineFault, noParameters, redisWatch, requireRedis } from './fault.ts'

export const pauseRedis = defineFault({
  summary: 'Redis freezes; healed, it goes on',
  consequence: 'Redis does not answer when it is asked directly',
  parameters: noParameters,
  needs: 'redis',
  async inject(stack) {
    const redis = requireRedis(stack)
    const watch = await redisWatch(stack)
    await redis.pause()
    return { what: 'Redis', ...watch, heal: redis.resume }
  },
})
