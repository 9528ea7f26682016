import { describe, expect, it } from 'vitest'
import type { Operation } from '../../bench/history/operation.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { disturbedSliceOf, operations } from '../anomalies/literal-history.ts'
import { predictLostUpdate as lawOfLostUpdate } from '../anomalies/lost-update/predict.ts'
import { predicting } from './predicting.fixture.ts'
import type { Circumstances } from './prediction.ts'

const predictLostUpdate = predicting(lawOfLostUpdate)

const redis: Circumstances = {
  strategy: strategies.redis,
  policy: policies['round-robin'],
  client: 'frozen',
  replicas: 3,
  followUps: 10,
  workload: 'cart',
  faults: ['failover-redis'],
  faultParameters: [{ behindMs: 400 }],
  redisKeepsFile: true,
}

/** A write at a millisecond, 2 ms long; the fault begins at 2 s, and the other Redis is promoted at 4 s. */
const write = (item: number, atMs: number, more: Partial<Operation> = {}) => ({
  kind: 'cart-add',
  item,
  startMicros: atMs * 1_000,
  endMicros: atMs * 1_000 + 2_000,
  ...more,
})
const failure = (atMs: number) => write(99, atMs, { status: 503, outcome: 'info' })
const read = { kind: 'cart', items: [], startMicros: 9e6, endMicros: 9.1e6 }

function predictionFor(parts: readonly Partial<Operation>[], changes: Partial<Circumstances> = {}) {
  const fault = { fault: 'failover-redis', startMicros: 2e6, inForceMicros: 4e6 }
  const slice = disturbedSliceOf(operations({}, ...parts, read), fault)
  return predictLostUpdate({ ...redis, ...changes }, slice)
}

describe('what a failover of Redis loses', () => {
  it('is the share of writes that were acknowledged while the copy was cut off', () => {
    const parts = [write(1, 1_000), write(2, 2_100), write(3, 2_300), failure(2_405), write(4, 5_000)]
    expect(predictionFor(parts)?.band).toEqual([2 / 4, 2 / 4])
  })

  it('has a wider band the longer it takes until a request fails', () => {
    // Dead by 2.502 s, and so cut off by 2.102 s: the second write came before that, or after.
    const parts = [write(1, 1_000), write(2, 2_050), write(3, 2_300), failure(2_500), write(4, 5_000)]
    expect(predictionFor(parts)?.band).toEqual([1 / 4, 2 / 4])
  })

  it('is 0 for writes before and after the fault', () => {
    expect(predictionFor([write(1, 1_990), failure(2_405), write(2, 4_100)])?.band).toEqual([0, 0])
  })

  it('is not known where the copy was not cut off, where there is more than one fault, and where nothing was written', () => {
    expect(predictionFor([write(1, 2_300)], { faultParameters: [{}] })).toBeUndefined()
    expect(predictionFor([write(1, 2_300)], { faults: ['failover-redis', 'kill-replica'] })).toBeUndefined()
    expect(predictionFor([])).toBeUndefined()
  })

  it('is undefined for strategies that store nothing in Redis', () => {
    expect(predictionFor([write(1, 2_300)], { strategy: strategies.jwt })).toBeUndefined()
  })
})
