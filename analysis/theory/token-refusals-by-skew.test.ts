import { describe, expect, it } from 'vitest'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { disturbedSliceOf, operations } from '../anomalies/literal-history.ts'
import { predictSessionMismatch } from '../anomalies/session-mismatch/predict.ts'
import type { Circumstances } from './prediction.ts'

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

/** 1 in 3 is issued by the clock that is off, and 2 in 3 of its requests are asked elsewhere. */
const oneWay = (1 / 3) * (2 / 3)

describe('prediction of session-mismatch while a clock is off', () => {
  it('is 1/N · (1 − 1/N): tokens of a clock ahead come from the future elsewhere', () => {
    for (const bound of predictionOf() ?? []) expect(bound).toBeCloseTo(oneWay)
  })

  it('is the same where it is behind: it refuses the tokens of the others', () => {
    for (const bound of predictionOf({ faultParameters: [{ seconds: -120 }] }) ?? []) expect(bound).toBeCloseTo(oneWay)
  })

  it('goes both ways where tokens are too old besides', () => {
    for (const bound of predictionOf({ tokenTtlSeconds: 60 }) ?? []) expect(bound).toBeCloseTo(2 * oneWay)
  })

  it('is none within the tolerance, and none before or after', () => {
    expect(predictionOf({ clockToleranceSeconds: 150 })).toEqual([0, 0])
    expect(predictionOf({}, disturbedSliceOf(operations(at(0.5), at(1))))).toEqual([0, 0])
    expect(predictionOf({}, disturbedSliceOf(operations(at(5), at(6))))).toEqual([0, 0])
  })

  it('is silent on tokens whose life or tolerance it is not told, and none of sessions', () => {
    const { tokenTtlSeconds: _, ...untold } = jwt
    expect(predictSessionMismatch(untold, during)).toBeUndefined()
    expect(predictSessionMismatch({ ...jwt, strategy: strategies.redis }, during)?.rate).toBe(0)
  })
})
