/** A replica freezes: it still accepts connections but answers nothing, which a port check does not detect. */
import { reactionOf } from '../probes/part-probe.ts'
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const pauseReplica = defineFault({
  summary: 'a replica freezes, connections and all; healed, it goes on',
  consequence: 'it accepts connections, but does not answer',
  parameters: replicaParameter,
  async inject(stack, { replica: name }, { random }) {
    const replica = pickReplica(stack, name, random)
    await replica.pause()
    return {
      what: replica.name,
      confirm: async () => (await reactionOf(`${replica.statusOrigin}/status`)) === 'silent',
      heal: replica.resume,
    }
  },
})
