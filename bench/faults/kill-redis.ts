/** Redis dies without a word. What it has written to its append-only file is there when it is started again. */
import { defineFault, noParameters, requireRedis } from './fault.ts'

export const killRedis = defineFault({
  summary: 'Redis dies at once; healed, it is started again',
  parameters: noParameters,
  needs: 'redis',
  async inject(stack) {
    const redis = requireRedis(stack)
    await redis.kill()
    return { what: 'Redis', heal: redis.start }
  },
})
