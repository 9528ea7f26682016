import { describe, expect, it } from 'vitest'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { predictSpeedUp } from './speed-up.ts'
import { policyNamed, strategyNamed } from './traits-by-name.fixture.ts'

const predicted = (strategy: string, policy = 'round-robin', client: 'frozen' | 'browser' = 'frozen') =>
  predictSpeedUp({ strategy: strategyNamed(strategy), policy: policyNamed(policy), client, replicas: 3 })?.speedUp

describe('the speed-up of three replicas', () => {
  it.each(['jwt', 'jwt-denylist', 'redis', 'redis-atomic', 'basic'])('is predicted as 3 for %s', (strategy) => {
    expect(predicted(strategy)).toBe(3)
  })

  it('is predicted as 3 for sessions in memory that are kept with their replica, and as 1 where they are not', () => {
    expect(predicted('memory', 'sticky-cookie')).toBe(3)
    expect(predicted('memory')).toBe(1)
  })

  it('has a reason that mentions the loss by round robin', () => {
    const because = (policy: string) =>
      predictSpeedUp({ strategy: strategies.redis, policy: policyNamed(policy), client: 'frozen', replicas: 3 })
        ?.because
    expect(because('round-robin')).toMatch(
      /, less what is lost because round robin makes requests wait for the slowest replica$/,
    )
    expect(because('least-conn')).toMatch(/until Redis is saturated$/)
  })

  it('is undefined where theory has no prediction', () => {
    expect(predicted('memory', 'ip-hash')).toBeUndefined()
    expect(predicted('memory', 'round-robin', 'browser')).toBeUndefined()
  })
})

describe('the speed-up where each write is sent to all replicas', () => {
  const copied = (replicas: number, micros: Readonly<Record<number, number>>) =>
    predictSpeedUp({
      strategy: strategies['cluster-sync'],
      policy: policies['round-robin'],
      client: 'frozen',
      replicas,
      microsPerRequest: (count) => micros[count],
    })

  it('is predicted from what a request costs with one replica, and what the second adds', () => {
    expect(copied(3, { 1: 200, 2: 250 })?.speedUp).toBe(2) // 3 · 200 / (200 + 2 · 50)
    expect(copied(5, { 1: 200, 2: 250 })?.speedUp).toBe(2.5)
    expect(copied(3, { 1: 200, 2: 250 })?.because).toMatch(/needs 200 µs for a request, a second one adds 50 µs/)
  })

  it('is N where the second adds nothing', () => expect(copied(3, { 1: 200, 2: 190 })?.speedUp).toBe(3))

  it('is undefined for the measured numbers of replicas, and without measurements', () => {
    expect(copied(1, { 1: 200, 2: 250 })).toBeUndefined()
    expect(copied(2, { 1: 200, 2: 250 })).toBeUndefined()
    expect(copied(3, { 1: 200 })).toBeUndefined()
    expect(predicted('cluster-sync')).toBeUndefined()
  })
})
