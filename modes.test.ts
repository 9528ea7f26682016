import { describe, expect, it } from 'vitest'
import { defaultNginxConf } from './deploy/nginx-conf.ts'
import { policies } from './loadbalancer/registry.ts'
import { modeNames, modes, resolveMode } from './modes.ts'
import { strategies } from './services/strategies/registry.ts'

describe('modes', () => {
  it('are what nginx.conf is made of', async () => {
    await expect(defaultNginxConf()).toMatchFileSnapshot('nginx.conf')
  })

  it('hold sticky sessions as a policy of the memory strategy', () => {
    expect(modes.sticky).toMatchObject({ strategy: 'memory', policy: 'sticky-cookie' })
  })

  it('are named in the order of the lesson', () => {
    const names = ['basic', 'memory', 'sticky', 'cluster', 'cluster-sync', 'redis', 'redis-atomic']
    expect(modeNames()).toEqual([...names, 'jwt', 'jwt-denylist', 'jwt-refresh'])
  })
})

describe('resolveMode', () => {
  it('finds each built-in mode by its name', () => {
    for (const name of modeNames()) expect(resolveMode(name)).toMatchObject({ name })
  })

  it('finds each pair of a strategy and a policy', () => {
    for (const strategy of Object.keys(strategies)) {
      for (const policy of Object.keys(policies)) {
        expect(resolveMode(`${strategy}-${policy}`)).toMatchObject({ name: `${strategy}-${policy}`, strategy, policy })
      }
    }
  })

  it.each(['', 'memry', 'memory-', 'memory-roundrobin', 'ip-hash', 'memory-ip-hash-2', 'toString', '__proto__'])(
    'does not know %j',
    (name) => expect(resolveMode(name)).toBeUndefined(),
  )
})
