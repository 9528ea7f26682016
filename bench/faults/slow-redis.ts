/** Redis answers late, and answers all the same: nobody's health check finds that out, and every request pays for it. */
import Type from 'typebox'
import { defineFault, latencyParameters } from './fault.ts'
import { addToxics, linksOf } from './link-toxics.ts'

export const slowRedis = defineFault({
  summary: 'each answer of Redis is held back; healed, it is not',
  parameters: Type.Object(latencyParameters, { additionalProperties: false }),
  needs: 'redis',
  links: ['redis'],
  async inject(stack, { latencyMs: latency, jitterMs: jitter = 0 }) {
    const heal = addToxics(linksOf(stack, 'redis'), [
      { name: 'slow-redis', type: 'latency', attributes: { latency, jitter } },
    ])
    return { what: 'Redis', heal }
  },
})
