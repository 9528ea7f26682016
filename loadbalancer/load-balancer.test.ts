import { describe, expect, it } from 'vitest'
import { findProblems, type LoadBalancer } from './load-balancer.ts'
import type { PolicyName } from './registry.ts'

const good: LoadBalancer = {
  listen: '127.0.0.1:8080',
  replicas: replicas(3),
  modes: [{ name: 'memory', policy: 'round-robin' }],
}

function replicas(count: number) {
  return Array.from({ length: count }, (_, i) => ({ name: `replica-${i + 1}`, address: `127.0.0.1:${3001 + i}` }))
}

describe('findProblems', () => {
  it.each<[string, Partial<LoadBalancer>]>([
    ['three replicas on loopback', {}],
    ['host names', { replicas: [{ name: 'replica-1', address: 'replica-1:3000' }] }],
    ['IPv6', { listen: '[::]:8080', replicas: [{ name: 'replica-1', address: '[::1]:3000' }] }],
    ['64 replicas', { replicas: replicas(64) }],
    ['a folder with a space', { directory: '/tmp/my lab' }],
    ['trusted networks', { trustedPeers: ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'] }],
  ])('finds none in %s', (_, changes) => expect(findProblems({ ...good, ...changes })).toEqual([]))

  it.each<[Partial<LoadBalancer>, string]>([
    [{ replicas: [] }, 'replicas: expected 1 to 64, got 0'],
    [{ replicas: replicas(65) }, 'replicas: expected 1 to 64, got 65'],
    [{ modes: [] }, 'modes: expected at least one, got none'],
    [{ listen: '8080; evil on' }, 'listen: expected a port, or address:port, got "8080; evil on"'],
    [
      { replicas: [...replicas(1), { name: 'replica-1', address: 'elsewhere:3000' }] },
      'replica name: replica-1: used more than once',
    ],
    [
      { replicas: [...replicas(1), { name: 'other', address: '127.0.0.1:3001' }] },
      'replica address: 127.0.0.1:3001: used more than once',
    ],
    [
      { replicas: [{ name: 'Replica 1', address: 'a:1' }] },
      'replica name: expected a lower-case word such as replica-1, got "Replica 1"',
    ],
    [
      { replicas: [{ name: 'a'.repeat(33), address: 'a:1' }] },
      `replica name: expected a lower-case word such as replica-1, got "${'a'.repeat(33)}"`,
    ],
    [{ replicas: [{ name: 'a', address: 'a' }] }, 'replica address: expected host:port, got "a"'],
    [{ modes: [...good.modes, ...good.modes] }, 'mode name: memory: used more than once'],
    [
      { modes: [{ name: 'my_mode', policy: 'ip-hash' }] },
      'mode name: expected a lower-case word such as memory, got "my_mode"',
    ],
    [
      { modes: [{ name: 'memory', policy: 'fair' as PolicyName }] },
      'mode memory: unknown policy fair; there are round-robin, least-conn, ip-hash, hash, consistent-hash, sticky-cookie, sticky-native',
    ],
    [{ trustedPeers: ['all;'] }, 'trusted peer: expected an address or a network such as 10.0.0.0/8, got "all;"'],
    [{ directory: 'logs' }, 'directory: expected a plain absolute path, got "logs"'],
    [{ directory: '/tmp/$HOME' }, 'directory: expected a plain absolute path, got "/tmp/$HOME"'],
  ])('finds what is wrong with %j', (changes, problem) => {
    expect(findProblems({ ...good, ...changes })).toEqual([problem])
  })

  it('finds all problems at once', () => {
    expect(findProblems({ ...good, listen: 'x', replicas: [], modes: [] })).toHaveLength(3)
  })
})
