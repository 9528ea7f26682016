/** A replica that hears its peers 30 ms late, as over a long way: for tests of what is predicted of late copies. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PeerTopics } from '../../peers/peer.ts'
import { strategies } from '../../strategies/registry.ts'
import type { StrategyFactory } from '../../strategies/strategy.ts'
import { startReplica } from '../start.ts'

const lateMs = 30

const late = (topics: PeerTopics): PeerTopics => ({
  ...topics,
  subscribe: (topic, listener) =>
    topics.subscribe(topic, {
      ...listener,
      onMessage: async (peer, message) => {
        await sleep(lateMs)
        listener.onMessage(peer, message)
      },
    }),
})

const load = async (): Promise<StrategyFactory> => {
  const cluster = await strategies.cluster.load()
  return (scope, context) => cluster(scope, { ...context, peers: context.peers && late(context.peers) })
}
await startReplica({ strategies: { ...strategies, cluster: { ...strategies.cluster, load } } })
