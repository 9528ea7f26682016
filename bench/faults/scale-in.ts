/** A replica is removed gracefully: drained first, then stopped. Healed: another one takes its place. */
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const scaleIn = defineFault({
  summary: 'a replica is removed; healed, another one joins',
  parameters: replicaParameter,
  async inject(stack, { replica }, { random }) {
    const { name } = pickReplica(stack, replica, random)
    await stack.removeReplica(name)
    return { what: name, heal: async () => void (await stack.addReplica()) }
  },
})
