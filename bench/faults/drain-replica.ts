/** Drains a replica: it gets no new clients, but still serves clients bound to it by a sticky cookie. */
import { replicasForNewClients } from '../probes/part-probe.ts'
import { defineFault, pickReplica, replicaParameter } from './fault.ts'

export const drainReplica = defineFault({
  summary: 'a replica gets no new clients; healed, it does again',
  consequence: 'other replicas answer all of a dozen new clients',
  parameters: replicaParameter,
  async inject(stack, { replica }, { random, path }) {
    const { name } = pickReplica(stack, replica, random)
    await stack.drain(name, true)
    return {
      what: name,
      confirm: async () => !(await replicasForNewClients(stack.origin, path)).has(name),
      heal: () => stack.drain(name, false),
    }
  },
})
