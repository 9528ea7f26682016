import { describe, expect, it } from 'vitest'
import { policies } from '../../loadbalancer/registry.ts'
import { sliceOf } from '../anomalies/literal-history.ts'
import { predictSessionLoss as lawOfSessionLoss } from '../anomalies/session-loss/predict.ts'
import { predicting } from './predicting.fixture.ts'
import type { Circumstances } from './prediction.ts'
import { strategyNamed } from './traits-by-name.fixture.ts'

const predictSessionLoss = predicting(lawOfSessionLoss)

const rotation = (strategy: string, parameters: Readonly<Record<string, unknown>>) => {
  const circumstances: Circumstances = {
    strategy: strategyNamed(strategy),
    policy: policies['round-robin'],
    client: 'frozen',
    replicas: 3,
    followUps: 10,
    workload: 'browse',
    faults: ['rotate-keys'],
    faultParameters: [parameters],
    redisKeepsFile: true,
  }
  return predictSessionLoss(circumstances, sliceOf([]))?.rate
}

describe('prediction of session-loss by a rotation of keys', () => {
  it('is 0 with overlap, and 1 for tokens without', () => {
    for (const strategy of ['jwt', 'jwt-denylist', 'jwt-refresh']) {
      expect(rotation(strategy, { overlap: true })).toBe(0)
      expect(rotation(strategy, { overlap: false })).toBe(1)
    }
  })

  it('is the share of replicas that have the new key where the rotation gets stuck', () => {
    expect(rotation('jwt', { overlap: false, replicas: 1 })).toBeCloseTo(1 / 3)
  })

  it('is 0 for sessions, except those in memory, since each replica was restarted', () => {
    for (const strategy of ['redis', 'cluster-sync', 'basic']) expect(rotation(strategy, { overlap: false })).toBe(0)
    expect(rotation('memory', { overlap: true, for: 1 })).toBe(1)
  })
})
