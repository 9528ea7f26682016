/** The network to Redis is down: no replica reaches it, but Redis keeps running and loses nothing. */
import { isRefused } from '../probes/part-probe.ts'
import { defineFault, noParameters } from './fault.ts'
import { linksOf } from './link-toxics.ts'

export const cutRedis = defineFault({
  summary: 'no replica can connect with Redis; healed, all can',
  consequence: 'the address at which replicas reach Redis refuses connections',
  parameters: noParameters,
  needs: 'redis',
  links: ['redis'],
  async inject(stack) {
    const links = linksOf(stack, 'redis')
    await Promise.all(links.map((link) => link.disable()))
    return {
      what: 'Redis',
      confirm: async () => (await Promise.all(links.map(({ address }) => isRefused(address)))).every(Boolean),
      heal: async () => void (await Promise.all(links.map((link) => link.enable()))),
    }
  },
})
