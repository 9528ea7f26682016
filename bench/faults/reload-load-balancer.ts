/** nginx reads its configuration anew: the gentlest of all changes, which must cost nobody anything. */
import { defineFault, noParameters } from './fault.ts'

export const reloadLoadBalancer = defineFault({
  summary: 'nginx reads its configuration anew',
  parameters: noParameters,
  async inject(stack) {
    await stack.reloadLoadBalancer()
    return { what: 'nginx', heal: async () => {} }
  },
})
