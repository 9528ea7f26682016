/**
 * The primary of a pair dies, and the Sentinel puts its copy in its place: in force when that is done. What the copy had not
 * been told is gone by then, although it was acknowledged: the primary answers first. Commonly that is a millisecond's
 * worth; a copy that hung, or a network that did, makes it more (`behindMs`).
 */
import Type from 'typebox'
import { defineFault, requireRedisPair } from './fault.ts'

const parameters = Type.Object(
  {
    behindMs: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 800,
        description: 'for so long before its death the primary goes on, and its copy hears nothing; not at all',
      }),
    ),
  },
  { additionalProperties: false },
)

export const failoverRedis = defineFault({
  summary: 'the primary Redis dies, and its copy is promoted; healed, the dead one comes back as the copy',
  parameters,
  needs: 'redis-failover',
  async inject(stack, { behindMs = 0 }, { pause }) {
    const { primary, copy } = await requireRedisPair(stack).roles()
    try {
      if (behindMs > 0) {
        // Paused first, so that it cannot connect again; hung up on, since what is on its way would still arrive.
        await copy.pause()
        await primary.hangUpOnCopies()
        await pause(behindMs / 1_000)
      }
      await primary.kill()
    } finally {
      await copy.resume()
    }
    await copy.isPromoted()
    return { what: primary.name, heal: primary.start }
  },
})
