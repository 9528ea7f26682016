/** The network to Redis is down: no replica reaches it, but Redis keeps running and loses nothing. */
import { defineFault, noParameters } from './fault.ts'
import { linksOf } from './link-toxics.ts'

export const cutRedis = defineFault({
  summary: 'no replica can connect with Redis; healed, all can',
  parameters: noParameters,
  needs: 'redis',
  links: ['redis'],
  async inject(stack) {
    const links = linksOf(stack, 'redis')
    await Promise.all(links.map((link) => link.disable()))
    return { what: 'Redis', heal: async () => void (await Promise.all(links.map((link) => link.enable()))) }
  },
})
