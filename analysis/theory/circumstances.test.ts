import { describe, expect, it } from 'vitest'
import { traitsOf } from './circumstances.ts'

describe('the traits of a recorded mode', () => {
  it('come from the registries', () => {
    const traits = traitsOf({ strategy: 'memory', policy: 'sticky-cookie' })
    expect(traits?.strategy.sessionLivesIn).toBe('replica')
    expect(traits?.policy.affinity).toBe('cookie')
  })

  it.each([
    ['carrier-pigeon', 'round-robin'],
    ['memory', 'by-moon-phase'],
    ['constructor', 'round-robin'],
  ])('are undefined for the unknown %s × %s', (strategy, policy) => {
    expect(traitsOf({ strategy, policy })).toBeUndefined()
  })
})
