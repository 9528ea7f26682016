/** A replica joins. Nothing fails, but a hash over the number of replicas routes many users elsewhere. */
import { defineFault, noParameters } from './fault.ts'

export const scaleOut = defineFault({
  summary: 'a replica joins; healed, it leaves again',
  parameters: noParameters,
  async inject(stack) {
    const { name } = await stack.addReplica()
    return { what: name, heal: () => stack.removeReplica(name) }
  },
})
