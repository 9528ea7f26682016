/** Redis answers slowly, which no health check detects: every request that needs it is slower. */
import Type from 'typebox'
import { defineFault, latencyParameters } from './fault.ts'
import { addToxics, linksOf } from './link-toxics.ts'

export const slowRedis = defineFault({
  summary: 'each answer of Redis is delayed; healed, it is not',
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
