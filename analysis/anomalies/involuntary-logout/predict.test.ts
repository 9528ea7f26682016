import { describe, expect, it } from 'vitest'
import { randomInteger, seededRandom } from '../../../bench/random.ts'
import { policies } from '../../../loadbalancer/registry.ts'
import { strategies } from '../../../services/strategies/registry.ts'
import { predicting } from '../../theory/predicting.fixture.ts'
import type { Circumstances } from '../../theory/prediction.ts'
import { strategyNamed } from '../../theory/traits-by-name.fixture.ts'
import { predictInvoluntaryLogout as lawOfInvoluntaryLogout } from './predict.ts'

const predictInvoluntaryLogout = predicting(lawOfInvoluntaryLogout)

function predictionOf(fault: string, changes: Partial<Circumstances> = {}) {
  const sticky = {
    strategy: strategies.memory,
    policy: policies['sticky-cookie'],
    client: 'browser',
    replicas: 3,
    followUps: 99,
  } as const
  const common = { workload: 'browse', redisKeepsFile: true, faults: [fault], logsInAgain: true }
  return predictInvoluntaryLogout({ ...sticky, ...common, ...changes })
}

/** A rolling restart of n replicas: how often a user is logged out who each time lands anywhere but where it was, or anywhere. */
function simulatedLogouts(n: number, mayLandWhereItWas: boolean): number {
  const random = seededRandom(11)
  const users = 40_000
  let logouts = 0
  for (let user = 0; user < users; user += 1) {
    let on = randomInteger(random, n)
    for (let restarted = 0; restarted < n; restarted += 1) {
      if (on !== restarted) continue
      logouts += 1
      do on = randomInteger(random, n)
      while (on === restarted && !mayLandWhereItWas)
    }
  }
  return logouts / users
}

describe('prediction of involuntary logouts', () => {
  it('is 1.37 to 1.58 a user for a rolling restart of three, and in general what a simulation finds', () => {
    for (const replicas of [2, 3, 5]) {
      const [least = 0, most = 0] = predictionOf('rolling-deploy', { replicas })?.band ?? []
      expect(least / (1 - least)).toBeCloseTo(simulatedLogouts(replicas, true), 1)
      expect(most / (1 - most)).toBeCloseTo(simulatedLogouts(replicas, false), 1)
    }
    expect(predictionOf('rolling-deploy')?.because).toContain('1.37 to 1.58 logouts per user')
  })

  it('is one for each user of a dead replica with cookie affinity, and two with address affinity', () => {
    expect(predictionOf('kill-replica')?.rate).toBeCloseTo(1 / 4)
    expect(predictionOf('kill-replica', { policy: policies['ip-hash'] })?.rate).toBeCloseTo(2 / 5)
    const { rate, band: [least = 1, most = 0] = [] } =
      predictionOf('kill-replica', { policy: policies['consistent-hash'] }) ?? {}
    expect(rate).toBeCloseTo(2 / 5)
    expect(least).toBeLessThan(2 / 5)
    expect(most).toBeGreaterThan(2 / 5)
  })

  it('is 0 where no user is logged out', () => {
    for (const strategy of ['redis', 'jwt', 'cluster-sync', 'basic'])
      expect(
        predictionOf('kill-replica', { strategy: strategyNamed(strategy), policy: policies['round-robin'] })?.rate,
      ).toBe(0)
  })

  it('is undefined where users do not log in again, or theory has no prediction', () => {
    expect(predictionOf('kill-replica', { logsInAgain: false })).toBeUndefined()
    expect(predictionOf('kill-replica', { policy: policies['round-robin'] })).toBeUndefined()
    expect(predictionOf('rolling-deploy', { policy: policies['ip-hash'] })).toBeUndefined()
    expect(predictionOf('scale-out', { policy: policies['ip-hash'] })).toBeUndefined()
    expect(predictionOf('kill-replica', { faults: ['kill-replica', 'scale-in'] })).toBeUndefined()
  })
})
