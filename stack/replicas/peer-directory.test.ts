import { expect, it } from 'vitest'
import { createPeerDirectory, type PeersMessage } from './peer-directory.ts'

it('sends all members when the expected number has joined, and again at each change', () => {
  const peerDirectory = createPeerDirectory(2)
  const received: Record<string, PeersMessage[]> = { a: [], b: [], c: [] }
  const join = (name: string) =>
    peerDirectory.join({ name, address: `host:${name}` }, (message) => received[name]?.push(message))
  const members = (...names: string[]) => ({ peers: names.map((name) => ({ name, address: `host:${name}` })) })
  join('a')
  expect(received).toEqual({ a: [], b: [], c: [] })
  join('b')
  expect(received).toEqual({ a: [members('a', 'b')], b: [members('a', 'b')], c: [] })
  join('c')
  expect([received['a']?.at(-1), received['c']]).toEqual([members('a', 'b', 'c'), [members('a', 'b', 'c')]])
  peerDirectory.keepTo(['a', 'b'])
  expect(Object.values(received).map((messages) => messages.at(-1))).toEqual([
    members('a', 'b'),
    members('a', 'b'),
    members('c'),
  ])
  peerDirectory.keepTo(['a', 'b', 'c'])
  expect(received['c']?.at(-1)).toEqual(members('a', 'b', 'c'))
})
