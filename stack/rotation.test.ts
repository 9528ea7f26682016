import { describe, expect, it } from 'vitest'
import { createRotation } from './rotation.ts'
import type { Replica } from './stack.ts'

const replica = (number: number) =>
  ({ name: `replica-${number}`, origin: `http://127.0.0.1:${number}`, stop: async () => {} }) as Replica

describe('the rotation', () => {
  it('puts a replica that is added where one was removed', async () => {
    const rotation = createRotation([1, 2, 3].map(replica), {
      start: async (number) => replica(number),
      balance: async () => {},
      onLeave: async () => {},
    })
    await rotation.removeReplica('replica-2')
    const names = [(await rotation.addReplica()).name, (await rotation.addReplica()).name]
    expect(names).toEqual(['replica-2', 'replica-4'])
  })
})
