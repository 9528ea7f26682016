import { describe, expect, it } from 'vitest'
import type { Replica } from '../stack.ts'
import { createReplicaSet } from './replica-set.ts'

const replica = (number: number) =>
  ({ name: `replica-${number}`, origin: `http://127.0.0.1:${number}`, stop: async () => {} }) as Replica

describe('the replica set', () => {
  it('gives a new replica the number of a removed one', async () => {
    const set = createReplicaSet([1, 2, 3].map(replica), {
      start: async (number) => replica(number),
      balance: async () => {},
      onLeave: async () => {},
      formCluster: async () => {},
      onUnused: async () => {},
    })
    await set.removeReplica('replica-2')
    const names = [(await set.addReplica()).name, (await set.addReplica()).name]
    expect(names).toEqual(['replica-2', 'replica-4'])
  })

  it('adds replicas to the cluster before nginx uses them, and removes them from the cluster after', async () => {
    const steps: string[] = []
    const record = (what: string) => async (replicas: readonly { readonly name: string }[]) =>
      void steps.push(`${what} ${replicas.map(({ name }) => name.at(-1)).join('')}`)
    const set = createReplicaSet([1, 2, 3].map(replica), {
      start: async (number) => replica(number),
      balance: record('balance'),
      onLeave: async () => {},
      formCluster: record('cluster'),
      onUnused: record('unused'),
    })
    await set.useReplicas(1)
    await set.useReplicas(2)
    expect(steps).toEqual(['balance 1', 'cluster 1', 'unused 23', 'cluster 12', 'balance 12', 'unused 3'])
    expect([set.replicas.length, set.all.length]).toEqual([2, 3])
  })
})
