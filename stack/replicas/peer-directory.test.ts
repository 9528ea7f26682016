import { expect, it } from 'vitest'
import { createPeerDirectory, type PeersMessage } from './peer-directory.ts'

it('tells everybody of all, as soon as all are there, and again when one more comes', () => {
  const peerDirectory = createPeerDirectory(2)
  const told: Record<string, PeersMessage[]> = { a: [], b: [], c: [] }
  const join = (name: string) =>
    peerDirectory.join({ name, address: `host:${name}` }, (message) => told[name]?.push(message))
  const members = (...names: string[]) => ({ peers: names.map((name) => ({ name, address: `host:${name}` })) })
  join('a')
  expect(told).toEqual({ a: [], b: [], c: [] })
  join('b')
  expect(told).toEqual({ a: [members('a', 'b')], b: [members('a', 'b')], c: [] })
  join('c')
  expect([told['a']?.at(-1), told['c']]).toEqual([members('a', 'b', 'c'), [members('a', 'b', 'c')]])
  peerDirectory.keepTo(['a', 'b'])
  expect(Object.values(told).map((messages) => messages.at(-1))).toEqual([
    members('a', 'b'),
    members('a', 'b'),
    members('c'),
  ])
  peerDirectory.keepTo(['a', 'b', 'c'])
  expect(told['c']?.at(-1)).toEqual(members('a', 'b', 'c'))
})
