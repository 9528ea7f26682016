import { describe, expect, it } from 'vitest'
import { type Remedy, remedies } from '../../../bench/load/workloads/operation-kinds.ts'
import { policies } from '../../../loadbalancer/registry.ts'
import { strategies } from '../../../services/strategies/registry.ts'
import type { Circumstances } from '../../theory/prediction.ts'
import { strategyNamed } from '../../theory/traits-by-name.fixture.ts'
import { sliceOf } from '../literal-history.ts'
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
  predictStolenAfter(remedy)({ ...circumstances, strategy: strategyNamed(strategy) }, sliceOf([]))

describe.each(remedies)('what theory says of a stolen credential after %s', (remedy) => {
  it('is nothing left where sessions are asked for, or denied tokens', () => {
    for (const strategy of ['memory', 'cluster-sync', 'redis', 'redis-atomic', 'jwt-denylist']) {
      expect(predict(remedy, strategy)).toMatchObject({ rate: 0 })
    }
  })

  it('is the life of the token where nobody is asked', () => {
    expect(predict(remedy, 'jwt')?.lifeMs).toEqual({ mean: 2_500, max: 3_000 })
    expect(predict(remedy, 'jwt-refresh')?.lifeMs).toEqual({ mean: 1_500, max: 2_000 })
  })

  it('is, of a password, that only another one helps, or nobody to use it', () => {
    expect(predict(remedy, 'basic')).toMatchObject({ rate: remedy.startsWith('logout') ? 1 : 0 })
  })

  it('is silent of copies that take a moment, but for what is asked of the database', () => {
    expect(predict(remedy, 'cluster')?.rate).toBe(remedy === 'disable' ? 0 : undefined)
  })
})
