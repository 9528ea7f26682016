import { describe, expect, it } from 'vitest'
import { type Remedy, remedies } from '../../../bench/load/workloads/operation-kinds.ts'
import { policies } from '../../../loadbalancer/registry.ts'
import { strategies } from '../../../services/strategies/registry.ts'
import { predicting } from '../../theory/predicting.fixture.ts'
import type { Circumstances } from '../../theory/prediction.ts'
import { strategyNamed } from '../../theory/traits-by-name.fixture.ts'
import { predictStolenAfter } from './predict.ts'

const circumstances: Circumstances = {
  strategy: strategies.jwt,
  policy: policies['round-robin'],
  client: 'browser',
  replicas: 3,
  followUps: 1,
  faults: [],
  redisKeepsFile: true,
  workload: 'theft',
  tokenTtlSeconds: 2,
  accessTtlSeconds: 1,
  clockToleranceSeconds: 1,
}
const predict = (remedy: Remedy, strategy: string) =>
  predicting(predictStolenAfter(remedy))({ ...circumstances, strategy: strategyNamed(strategy) })

describe.each(remedies)('prediction for a stolen credential after %s', (remedy) => {
  it('is 0 where each request checks the session or the denylist', () => {
    for (const strategy of ['memory', 'cluster-sync', 'redis', 'redis-atomic', 'jwt-denylist']) {
      expect(predict(remedy, strategy)).toMatchObject({ rate: 0 })
    }
  })

  it('is the lifetime of the token where the token is verified without a lookup', () => {
    expect(predict(remedy, 'jwt')?.lifeMs).toEqual({ mean: 2_500, max: 3_000 })
    expect(predict(remedy, 'jwt-refresh')?.lifeMs).toEqual({ mean: 1_500, max: 2_000 })
  })

  it('is that only a new password or a disabled account stops a stolen password', () => {
    expect(predict(remedy, 'basic')).toMatchObject({ rate: remedy.startsWith('logout') ? 1 : 0 })
  })

  it('is undefined where copies are late, except for checks in the database', () => {
    expect(predict(remedy, 'cluster')?.rate).toBe(remedy === 'disable' ? 0 : undefined)
  })
})
