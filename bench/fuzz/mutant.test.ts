import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.ts'
import { type Held, rightRequests } from './fuzz-credentials.ts'
import { createMutant } from './mutant.ts'
import { mutations, noises } from './mutations/registry.ts'
import { render } from './request.ts'

const token = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.${'s'.repeat(43)}`
const common = { name: 'user-7', password: 'secret', userId: 7 }
const holders: readonly Held[] = [
  { ...common, mode: 'jwt-refresh', headers: { authorization: `Bearer ${token}` }, refreshToken: 'family.successor' },
  { ...common, mode: 'redis', headers: { cookie: `sid=${'a'.repeat(24)}.mh3x1c.${'b'.repeat(43)}; route=1` } },
  { ...common, mode: 'basic', headers: { authorization: `Basic ${Buffer.from('user-7:secret').toString('base64')}` } },
]
const rights = holders.flatMap((held) => rightRequests(held, 'host', '10.0.0.1'))

describe('a mutant', () => {
  it('is the same for the same seed, and another one for another', () => {
    const made = (seed: number) => createMutant(seed, holders[0] as Held, 'host', '10.0.0.1')
    expect(made(1)).toEqual(made(1))
    expect(new Set(Array.from({ length: 200 }, (_, seed) => made(seed).bytes.toString('latin1'))).size).toBeGreaterThan(
      190,
    )
  })

  it('names its changes, each of which is in the registry', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const { changes } = createMutant(seed, holders[seed % 3] as Held, 'host', '10.0.0.1')
      expect(changes.length).toBeGreaterThan(0)
      for (const change of changes) expect({ ...mutations, ...noises }).toHaveProperty(change)
    }
  })
})

describe.each(Object.entries(mutations))('mutation %s', (_, mutation) => {
  it('changes what some right request sends', () => {
    const isChanged = rights.some((right, seed) =>
      [0, 1, 2].some((n) => !render(mutation(right, seededRandom(seed * 3 + n))).equals(render(right))),
    )
    expect(isChanged).toBe(true)
  })
})

describe('a right request', () => {
  it('goes over the wire as it is written, with its length', () => {
    const login = rights.find(({ target }) => target === '/jwt-refresh/login')
    expect(login && render(login).toString()).toBe(
      'POST /jwt-refresh/login HTTP/1.1\r\nHost: host\r\nX-Forwarded-For: 10.0.0.1\r\n' +
        'Content-Type: application/json\r\nContent-Length: 41\r\n\r\n{"username":"user-7","password":"secret"}',
    )
  })
})
