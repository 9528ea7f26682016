import { describe, expect, it } from 'vitest'
import type { Replica } from '../stack.ts'
import { createRotation } from './replica-set.ts'

const replica = (number: number) =>
  ({ name: `replica-${number}`, origin: `http://127.0.0.1:${number}`, stop: async () => {} }) as Replica

describe('the rotation', () => {
  it('puts a replica that is added where one was removed', async () => {
    const rotation = createRotation([1, 2, 3].map(replica), {
      start: async (number) => replica(number),
      balance: async () => {},
      onLeave: async () => {},
      gather: async () => {},
      onUnused: async () => {},
    })
    await rotation.removeReplica('replica-2')
    const names = [(await rotation.addReplica()).name, (await rotation.addReplica()).name]
    expect(names).toEqual(['replica-2', 'replica-4'])
  })

  it('gathers who comes before it is asked, and has who goes leave after it was asked last', async () => {
    const steps: string[] = []
    const told = (what: string) => async (replicas: readonly { readonly name: string }[]) =>
      void steps.push(`${what} ${replicas.map(({ name }) => name.at(-1)).join('')}`)
    const rotation = createRotation([1, 2, 3].map(replica), {
      start: async (number) => replica(number),
      balance: told('balance'),
      onLeave: async () => {},
      gather: told('gather'),
      onUnused: told('unused'),
    })
    await rotation.useReplicas(1)
    await rotation.useReplicas(2)
    expect(steps).toEqual(['balance 1', 'gather 1', 'unused 23', 'gather 12', 'balance 12', 'unused 3'])
    expect([rotation.replicas.length, rotation.all.length]).toEqual([2, 3])
  })
})
