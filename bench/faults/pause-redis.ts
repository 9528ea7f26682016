/** Redis freezes, as on a machine that swaps: replicas wait for it and need a timeout. */
import { defineFault, noParameters, requireRedis } from './fault.ts'

export const pauseRedis = defineFault({
  summary: 'Redis freezes; healed, it goes on',
  parameters: noParameters,
  needs: 'redis',
  async inject(stack) {
    const redis = requireRedis(stack)
    await redis.pause()
    return { what: 'Redis', heal: redis.resume }
  },
})
