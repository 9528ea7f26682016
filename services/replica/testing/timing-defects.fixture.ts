/** Delays that a replica can add. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PeerTopics } from '../../peers/peer.ts'
import { type Defect, replacing } from './defect.fixture.ts'

const copyDelayMs = 30
/** With three replicas on two cores, this lowers the rate of answered requests by about a fifth. */
const wastedCpuMicros = 80

export const timingDefects = {
  /** Handles every message of a peer 30 ms late, as if the peer were far away. */
  'delays-copies': (create) => (scope, context) =>
    create(scope, { ...context, peers: context.peers && delayed(context.peers) }),
  /** Wastes 80 µs of CPU time in every request. */
  'wastes-cpu': replacing((strategy) => ({
    identify: (request) => {
      const until = performance.now() + wastedCpuMicros / 1_000
      while (performance.now() < until);
      return strategy.identify(request)
    },
  })),
} as const satisfies Record<string, Defect>

function delayed(topics: PeerTopics): PeerTopics {
  return {
    ...topics,
    subscribe: (topic, listener) =>
      topics.subscribe(topic, {
        ...listener,
        onMessage: async (peer, message) => {
          await sleep(copyDelayMs)
          listener.onMessage(peer, message)
        },
      }),
  }
}
