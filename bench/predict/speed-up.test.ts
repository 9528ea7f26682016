import { describe, expect, it } from 'vitest'
import { predictSpeedUp } from './speed-up.ts'

const predicted = (strategy: string, policy = 'round-robin', client: 'frozen' | 'browser' = 'frozen') =>
  predictSpeedUp({ strategy, policy, client, replicas: 3 })?.speedUp

describe('the speed-up of three replicas', () => {
  it.each(['jwt', 'jwt-denylist', 'redis', 'redis-atomic', 'basic'])('is predicted as 3 for %s', (strategy) => {
    expect(predicted(strategy)).toBe(3)
  })

  it('is predicted as 3 for sessions in memory that are kept with their replica, and as 1 where they are not', () => {
    expect(predicted('memory', 'sticky-cookie')).toBe(3)
    expect(predicted('memory')).toBe(1)
  })

  it('is not predicted where theory cannot tell', () => {
    expect(predicted('cluster')).toBeUndefined()
    expect(predicted('cluster-sync')).toBeUndefined()
    expect(predicted('memory', 'ip-hash')).toBeUndefined()
    expect(predicted('memory', 'round-robin', 'browser')).toBeUndefined()
  })
})
