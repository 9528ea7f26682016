/** A replica dies without a word, as by `kill -9`, and what it alone knew dies with it. Healed: it is started again. */
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
