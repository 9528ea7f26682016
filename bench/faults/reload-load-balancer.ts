/** nginx reloads its configuration, which must neither refuse a request nor lose a login. */
import { defineFault, noParameters } from './fault.ts'

export const reloadLoadBalancer = defineFault({
  summary: 'nginx reloads its configuration',
  parameters: noParameters,
  async inject(stack) {
    await stack.reloadLoadBalancer()
    return { what: 'nginx', heal: async () => {} }
  },
})
