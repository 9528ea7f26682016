/** A replica dies at once, as by `kill -9`, and loses the state that only it held. Healed: it is started again. */
import { defineFault, downWatch, pickReplica, replicaParameter } from './fault.ts'

export const killReplica = defineFault({
  summary: 'a replica dies at once; healed, it is started again',
  consequence: 'its port refuses connections',
  parameters: replicaParameter,
  async inject(stack, { replica: name }, { random }) {
    const replica = pickReplica(stack, name, random)
    const watch = await downWatch(replica)
    await replica.kill()
    return { what: replica.name, ...watch, heal: replica.start }
  },
})
