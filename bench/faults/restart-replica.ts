/** A replica is restarted gracefully: requests under way are finished first. Its memory is empty afterwards. */
import { defineFault, downWatch, pickReplica, replicaParameter } from './fault.ts'

export const restartReplica = defineFault({
  summary: 'a replica is stopped gracefully; healed, it is started again',
  consequence: 'its port refuses connections',
  parameters: replicaParameter,
  async inject(stack, { replica: name }, { random }) {
    const replica = pickReplica(stack, name, random)
    const watch = await downWatch(replica)
    await replica.stop()
    return { what: replica.name, ...watch, heal: replica.start }
  },
})
