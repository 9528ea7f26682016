/** A replica joins. Nothing fails, but a hash over the number of replicas routes many users elsewhere. */
import { replicasForNewClients } from '../probes/part-probe.ts'
import { defineFault, noParameters } from './fault.ts'

export const scaleOut = defineFault({
  summary: 'a replica joins; healed, it leaves again',
  consequence: 'it answers at least one of a dozen new clients',
  parameters: noParameters,
  async inject(stack, _, { path }) {
    const { name } = await stack.addReplica()
    return {
      what: name,
      confirm: async () => (await replicasForNewClients(stack.origin, path)).has(name),
      heal: () => stack.removeReplica(name),
    }
  },
})
