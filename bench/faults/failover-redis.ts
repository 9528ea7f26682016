/**
 * The primary of a pair dies, and the Sentinel promotes its copy: in force when the promotion is complete. Redis replicates
 * asynchronously, so acknowledged writes that had not reached the copy are lost: usually about a millisecond of writes, more
 * if the copy or the network hung (`behindMs`).
 */
import Type from 'typebox'
import { defineFault, requireRedisPair } from './fault.ts'

const parameters = Type.Object(
  {
    behindMs: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 800,
        default: 0,
        description: 'how long before its death the primary continues without replicating',
      }),
    ),
  },
  { additionalProperties: false },
)

export const failoverRedis = defineFault({
  summary: 'the primary Redis dies, and its copy is promoted; healed, the dead one comes back as the copy',
  consequence: 'the Sentinel names the other one as the primary',
  parameters,
  needs: 'redis-failover',
  async inject(stack, { behindMs = 0 }, { pause }) {
    const pair = requireRedisPair(stack)
    const { primary, copy } = await pair.roles()
    try {
      if (behindMs > 0) {
        // Paused first, so that it cannot reconnect; then disconnected, since data in transit would still arrive.
        await copy.pause()
        await primary.hangUpOnCopies()
        await pause(behindMs / 1_000)
      }
      await primary.kill()
    } finally {
      await copy.resume()
    }
    await copy.isPromoted()
    return {
      what: primary.name,
      confirm: async () => (await pair.roles()).primary.name !== primary.name,
      heal: primary.start,
    }
  },
})
