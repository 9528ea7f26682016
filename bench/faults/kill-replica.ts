/** A replica dies at once, as by `kill -9`, and loses the state that only it held. Healed: it is started again. */
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const killReplica = defineFault({
  summary: 'a replica dies at once; healed, it is started again',
  parameters: replicaParameter,
  async inject(stack, { replica: name }, { random }) {
    const replica = pickReplica(stack, name, random)
    await replica.kill()
    return { what: replica.name, heal: replica.start }
  },
})
