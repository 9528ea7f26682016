import { describe, expect, it } from 'vitest'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { disturbedSliceOf, operations } from '../anomalies/literal-history.ts'
import { predictSessionMismatch as lawOfSessionMismatch } from '../anomalies/session-mismatch/predict.ts'
import { predicting } from './predicting.fixture.ts'
import type { Circumstances } from './prediction.ts'

const predictSessionMismatch = predicting(lawOfSessionMismatch)

const jwt: Circumstances = {
  strategy: strategies.jwt,
  policy: policies['round-robin'],
  client: 'frozen',
  replicas: 3,
  followUps: 10,
  workload: 'browse',
  faults: ['clock-skew'],
  faultParameters: [{ seconds: 120 }],
  redisKeepsFile: true,
  tokenTtlSeconds: 900,
  clockToleranceSeconds: 5,
}
const at = (seconds: number) => ({ startMicros: seconds * 1e6, endMicros: seconds * 1e6 + 400 })
/** Logged in and asked while one clock is off: from 2.1 s to 3.5 s. */
const during = disturbedSliceOf(operations(at(2.5), at(3)))
const predictionOf = (changes: Partial<Circumstances> = {}, slice = during) =>
  predictSessionMismatch({ ...jwt, ...changes }, slice)?.band

/** Of nine pairs of issuer and replica asked, two have the clock that is off as issuer alone, and two as replica alone. */
const [oneWay, bothWays] = [0.2222, 0.4444]
const near = (rate: number) => [expect.closeTo(rate, 4), expect.closeTo(rate, 4)]

describe('prediction of session-mismatch while a clock is off', () => {
  it('is 1/N · (1 − 1/N): tokens of a clock ahead come from the future elsewhere', () => {
    expect(predictionOf()).toEqual(near(oneWay))
  })

  it('is the same for a clock that is late: it refuses the tokens of the others', () => {
    expect(predictionOf({ faultParameters: [{ seconds: -120 }] })).toEqual(near(oneWay))
  })

  it('has both terms where tokens are also too old', () => {
    expect(predictionOf({ tokenTtlSeconds: 60 })).toEqual(near(bothWays))
  })

  it('is none within the tolerance, and none before or after', () => {
    expect(predictionOf({ clockToleranceSeconds: 150 })).toEqual([0, 0])
    expect(predictionOf({}, disturbedSliceOf(operations(at(0.5), at(1))))).toEqual([0, 0])
    expect(predictionOf({}, disturbedSliceOf(operations(at(5), at(6))))).toEqual([0, 0])
  })

  it('is undefined for tokens with an unknown lifetime or tolerance, and 0 for sessions', () => {
    const { tokenTtlSeconds: _, ...untold } = jwt
    expect(predictSessionMismatch(untold, during)).toBeUndefined()
    expect(predictSessionMismatch({ ...jwt, strategy: strategies.redis }, during)?.rate).toBe(0)
  })
})
