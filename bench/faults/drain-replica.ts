/** Drains a replica: it gets no new clients, but still serves clients bound to it by a sticky cookie. */
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
