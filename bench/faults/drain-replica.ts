/** A replica gets no new clients; whom a sticky cookie binds to it still comes. The first half of a gentle deployment. */
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const drainReplica = defineFault({
  summary: 'a replica gets no new clients; healed, it does again',
  parameters: replicaParameter,
  async inject(stack, { replica }, { random }) {
    const { name } = pickReplica(stack, replica, random)
    await stack.drain(name, true)
    return { what: name, heal: () => stack.drain(name, false) }
  },
})
