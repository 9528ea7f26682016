/**
 * A replica and its peers cannot communicate, while clients still reach all of them. Connections are not refused: packets
 * are lost, as in a network partition, and each side must detect that by a timeout.
 */
import type { Toxic } from '../../stack/stack.ts'
import { defineFault, pickReplica, replicaParameter } from './fault.ts'
import { addToxics, linksOf } from './link-toxics.ts'

export const partitionPeers = defineFault({
  summary: 'a replica and its peers cannot communicate; healed, they can',
  consequence: 'messages on the links between them are dropped',
  parameters: replicaParameter,
  needs: 'peers',
  links: ['peers'],
  async inject(stack, { replica }, { random }) {
    const { name } = pickReplica(stack, replica, random)
    // Either replica of a pair may have opened the connection, so links both from and to it are cut, in both directions.
    const links = linksOf(stack, 'peers', ({ from, to }) => from === name || to === name)
    const swallow = (stream: 'upstream' | 'downstream'): Toxic => ({
      name: `partition of ${name}, ${stream}`,
      type: 'timeout',
      stream,
      attributes: { timeout: 0 },
    })
    const dropped = () => links.reduce((sum, link) => sum + link.droppedBytes, 0)
    const before = dropped()
    return {
      what: name,
      heal: addToxics(links, [swallow('upstream'), swallow('downstream')]),
      confirm: async () => dropped() > before,
    }
  },
})
