/**
 * A replica and the others no longer hear each other, and clients still reach all of them. Nothing is refused: what is sent
 * vanishes, as it does in a network that is split, and each side has to find out by the silence.
 */
import type { Toxic } from '../../stack/stack.ts'
import { defineFault, pickReplica, replicaParameter } from './fault.ts'
import { addToxics, linksOf } from './link-toxics.ts'

export const partitionPeers = defineFault({
  summary: 'a replica and its peers no longer hear each other; healed, they do',
  parameters: replicaParameter,
  needs: 'peers',
  links: ['peers'],
  async inject(stack, { replica }, { random }) {
    const { name } = pickReplica(stack, replica, random)
    // Of two replicas one calls the other, and who does is their business: so both ways are cut, in both directions.
    const links = linksOf(stack, 'peers', ({ from, to }) => from === name || to === name)
    const swallow = (stream: 'upstream' | 'downstream'): Toxic => ({
      name: `partition of ${name}, ${stream}`,
      type: 'timeout',
      stream,
      attributes: { timeout: 0 },
    })
    return { what: name, heal: addToxics(links, [swallow('upstream'), swallow('downstream')]) }
  },
})
