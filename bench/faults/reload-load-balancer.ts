/** nginx reloads its configuration, which must neither refuse a request nor lose a login. */
import type { Stack } from '../../stack/stack.ts'
import { defineFault, noParameters } from './fault.ts'

export const reloadLoadBalancer = defineFault({
  summary: 'nginx reloads its configuration',
  consequence: 'nginx names a newer configuration',
  parameters: noParameters,
  async inject(stack) {
    const revision = await revisionOf(stack)
    await stack.reloadLoadBalancer()
    return {
      what: 'nginx',
      confirm: async () => (await revisionOf(stack)) > revision,
      heal: async () => {},
    }
  },
})

/** The revision of the configuration in force. */
async function revisionOf({ origin }: Pick<Stack, 'origin'>): Promise<number> {
  const answer = await fetch(`${origin}/healthz`, { headers: { connection: 'close' } })
  return ((await answer.json()) as { readonly revision: number }).revision
}
