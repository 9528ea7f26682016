import { describe, expect, it } from 'vitest'
import { defaultNginxConf } from './deploy/nginx-conf.ts'
import { policies } from './loadbalancer/registry.ts'
import { modeNames, modes, resolveMode } from './modes.ts'
import { strategies } from './services/strategies/registry.ts'

describe('modes', () => {
  it('are the modes of the nginx.conf in the repository', async () => {
    await expect(defaultNginxConf()).toMatchFileSnapshot('nginx.conf')
  })

  it('pair the strategy memory with the policy sticky-cookie as sticky', () => {
    expect(modes.sticky).toMatchObject({ strategy: 'memory', policy: 'sticky-cookie' })
  })

  it('are in the order in which the lab presents them', () => {
    const names = ['basic', 'memory', 'sticky', 'cluster', 'cluster-sync', 'redis', 'redis-atomic']
    expect(modeNames()).toEqual([...names, 'jwt', 'jwt-denylist', 'jwt-refresh'])
  })
})

describe('resolveMode', () => {
  it('finds each built-in mode by its name', () => {
    for (const name of modeNames()) expect(resolveMode(name)).toMatchObject({ name })
  })

  it('finds each pair of strategy and policy', () => {
    for (const strategy of Object.keys(strategies)) {
      for (const policy of Object.keys(policies)) {
        expect(resolveMode(`${strategy}-${policy}`)).toMatchObject({ name: `${strategy}-${policy}`, strategy, policy })
      }
    }
  })

  it.each(['', 'memry', 'memory-', 'memory-roundrobin', 'ip-hash', 'memory-ip-hash-2', 'toString', '__proto__'])(
    'returns undefined for %j',
    (name) => expect(resolveMode(name)).toBeUndefined(),
  )
})
