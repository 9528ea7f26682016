/** A replica is restarted gracefully: requests under way are finished first. Its memory is empty afterwards. */
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const restartReplica = defineFault({
  summary: 'a replica is stopped gracefully; healed, it is started again',
  parameters: replicaParameter,
  async inject(stack, { replica: name }, { random }) {
    const replica = pickReplica(stack, name, random)
    await replica.stop()
    return { what: replica.name, heal: replica.start }
  },
})
