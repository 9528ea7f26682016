/** Redis answers slowly, which no health check detects: every request that needs it is slower. */
import Type from 'typebox'
import type { Link } from '../../stack/stack.ts'
import { pingMs } from '../probes/part-probe.ts'
import { defineFault, latencyParameters } from './fault.ts'
import { addToxics, isSlower, linksOf } from './link-toxics.ts'

export const slowRedis = defineFault({
  summary: 'each answer of Redis is delayed; healed, it is not',
  consequence: 'a PING through the link takes as long, and direct questions do not',
  parameters: Type.Object(latencyParameters, { additionalProperties: false }),
  needs: 'redis',
  links: ['redis'],
  async inject(stack, { latencyMs: latency, jitterMs: jitter = 0 }) {
    const links = linksOf(stack, 'redis')
    const heal = addToxics(links, [{ name: 'slow-redis', type: 'latency', attributes: { latency, jitter } }])
    const [{ address }] = links as [Link]
    const directly = async () => {
      const startMs = performance.now()
      await stack.storeBytes()
      return performance.now() - startMs
    }
    const confirm = () => isSlower((timeoutMs) => pingMs(address, timeoutMs), directly, latency - jitter)
    return { what: 'Redis', confirm, heal }
  },
})
