import { describe, expect, it } from 'vitest'
import { policies } from './loadbalancer/registry.ts'
import { renderNginxConf } from './loadbalancer/render.ts'
import { modeNames, modes, resolveMode } from './modes.ts'
import { strategies } from './services/strategies/registry.ts'

const heading = `\
# The load balancer of the lab: nginx in front of three replicas, for the built-in modes, in containers.
# Generated from loadbalancer/ and modes.ts. To change it, change those, then: npx vitest run -u modes.test.ts

`

// Clients of a published container port come from the container network's gateway, which is in one of these.
const privateNetworks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

describe('modes', () => {
  it('are what nginx.conf is made of', async () => {
    const conf = renderNginxConf({
      listen: '8080',
      replicas: [1, 2, 3].map((n) => ({ name: `replica-${n}`, address: `replica-${n}:3000` })),
      modes: Object.entries(modes).map(([name, { policy }]) => ({ name, policy })),
      trustedPeers: privateNetworks,
    })
    await expect(heading + conf).toMatchFileSnapshot('nginx.conf')
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
