import { describe, expect, it } from 'vitest'
import { type Load, loadOf } from '../../scenarios/scenario.ts'
import { loadScenario } from '../../scenarios/scenario-file.ts'
import { virtualUsers } from './virtual-users.ts'

const scenario = await loadScenario('session-mismatch')

function addressesOf(change: Partial<Load>) {
  const load = { ...loadOf(scenario, 'memory'), ...change }
  const users = virtualUsers({
    scenario,
    segment: 0,
    mode: 'memory',
    credential: 'cookie',
    client: 'frozen',
    load,
    origin: 'http://127.0.0.1:8080',
    nextSession: () => 0,
    nowMicros: () => 0,
  })
  return users.map((user) => user.next().request.headers['x-forwarded-for'] as string)
}

describe('virtual users', () => {
  it('have a /24 each, so that every policy distinguishes them', () => {
    const networks = addressesOf({ users: 600 }).map((address) => address.replace(/\.\d+$/, ''))
    expect(new Set(networks).size).toBe(600)
    expect(addressesOf({ users: 600, addresses: 'spread' })).toEqual(addressesOf({ users: 600 }))
  })

  it('come from one address behind a NAT', () => {
    expect(new Set(addressesOf({ users: 600, addresses: 'nat' })).size).toBe(1)
  })
})
