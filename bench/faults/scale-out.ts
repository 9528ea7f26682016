/** One replica more: no failure at all, and yet a policy that counts replicas sends many users elsewhere. */
import { defineFault, noParameters } from './fault.ts'

export const scaleOut = defineFault({
  summary: 'one more replica; healed, it leaves again',
  parameters: noParameters,
  async inject(stack) {
    const { name } = await stack.addReplica()
    return { what: name, heal: () => stack.removeReplica(name) }
  },
})
