import { describe, expect, it } from 'vitest'
import type { Buckets } from '../../bench/history/buckets.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { disturbedSliceOf, operations } from '../anomalies/literal-history.ts'
import { predictSessionLoss as lawOfSessionLoss } from '../anomalies/session-loss/predict.ts'
import { predicting } from './predicting.fixture.ts'
import type { Circumstances } from './prediction.ts'

const predictSessionLoss = predicting(lawOfSessionLoss)

const cluster: Circumstances = {
  strategy: strategies.cluster,
  policy: policies['round-robin'],
  client: 'frozen',
  replicas: 3,
  followUps: 10,
  workload: 'browse',
  faults: ['kill-replica'],
  redisKeepsFile: true,
}

/** One session that logged in so many ms before the replica died at 2 s, where all lags were so long. */
function predictionFor(beforeMs: number, lagMicros: Buckets) {
  const endMicros = 2e6 - beforeMs * 1_000
  const slice = disturbedSliceOf(operations({ startMicros: endMicros - 100, endMicros }))
  const replication = { changes: 1, messages: 2, bytes: 3, lagMicros, sentMicros: lagMicros }
  return predictSessionLoss(cluster, { ...slice, segments: slice.segments.map((one) => ({ ...one, replication })) })
}

describe('the loss of an asynchronous cluster when a replica dies', () => {
  it('is 1 in N of the sessions that began within the lag before its death', () => {
    expect(predictionFor(1, [[5_000, 10]])?.rate).toBeCloseTo(1 / 3)
  })

  it('is 0 for sessions that began before that', () => {
    expect(predictionFor(50, [[5_000, 10]])?.band).toEqual([0, 0])
  })

  it('is 0 where a replica drains before it stops', () => {
    const slice = disturbedSliceOf(operations({}), { fault: 'rolling-deploy' })
    expect(predictSessionLoss({ ...cluster, faults: ['rolling-deploy'] }, slice)?.rate).toBe(0)
  })
})
