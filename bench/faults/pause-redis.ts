/** Redis freezes, as a machine that swaps or forks does: whoever asks it waits, and must know how long to. */
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
