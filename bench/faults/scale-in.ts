/** A replica is removed gracefully: drained first, then stopped. Healed: another one takes its place. */
import { defineFault, downWatch, pickReplica, replicaParameter } from './fault.ts'

export const scaleIn = defineFault({
  summary: 'a replica is removed; healed, another one joins',
  consequence: 'its port refuses connections',
  parameters: replicaParameter,
  async inject(stack, { replica }, { random }) {
    const leaving = pickReplica(stack, replica, random)
    const watch = await downWatch(leaving)
    await stack.removeReplica(leaving.name)
    return { what: leaving.name, ...watch, heal: async () => void (await stack.addReplica()) }
  },
})
