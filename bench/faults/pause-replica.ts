/** A replica freezes: it still accepts connections but answers nothing, which a port check does not detect. */
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const pauseReplica = defineFault({
  summary: 'a replica freezes, connections and all; healed, it goes on',
  parameters: replicaParameter,
  async inject(stack, { replica: name }, { random }) {
    const replica = pickReplica(stack, name, random)
    await replica.pause()
    return { what: replica.name, heal: replica.resume }
  },
})
