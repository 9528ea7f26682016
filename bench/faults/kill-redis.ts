/** Redis dies at once. After its restart it has the data in its append-only file. */
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
