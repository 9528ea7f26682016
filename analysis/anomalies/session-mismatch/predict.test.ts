import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../bench/history/operation.ts'
import { seededRandom } from '../../../bench/random.ts'
import { policies } from '../../../loadbalancer/registry.ts'
import { strategies } from '../../../services/strategies/registry.ts'
import { predicting } from '../../theory/predicting.fixture.ts'
import type { Circumstances } from '../../theory/prediction.ts'
import { policyNamed, strategyNamed } from '../../theory/traits-by-name.fixture.ts'
import { operations, sliceOf } from '../literal-history.ts'
import { predictSessionMismatch as predict } from './predict.ts'

const predictSessionMismatch = predicting(predict)

const memory: Circumstances = {
  strategy: strategies.memory,
  policy: policies['round-robin'],
  client: 'frozen',
  replicas: 3,
  followUps: 10,
  faults: [],
  redisKeepsFile: true,
  workload: 'browse',
}

describe('prediction of session-mismatch', () => {
  it('is two thirds with three replicas, and 0 with one', () => {
    expect(predictSessionMismatch(memory)?.rate).toBeCloseTo(2 / 3, 12)
    expect(predictSessionMismatch({ ...memory, replicas: 1 })?.rate).toBe(0)
    expect(predictSessionMismatch({ ...memory, replicas: 1, client: 'browser' })?.rate).toBe(0)
  })

  it('is nearly 1 for a browser: one refusal clears its cookie', () => {
    expect(predictSessionMismatch({ ...memory, client: 'browser' })?.rate).toBeCloseTo(
      1 - (0.5 - 0.5 / 3 ** 10) / 10,
      12,
    )
  })

  it('is not made for a Redis that forgets: how many requests follow is the load’s doing', () => {
    const redis = { ...memory, strategy: strategies.redis, faults: ['kill-redis'] }
    expect(predictSessionMismatch(redis)?.rate).toBe(0)
    expect(predictSessionMismatch({ ...redis, redisKeepsFile: false })).toBeUndefined()
    expect(predictSessionMismatch({ ...redis, strategy: strategies.jwt, redisKeepsFile: false })?.rate).toBe(0)
  })

  it('is not made where a request comes so late that its token may have expired', () => {
    const short = { ...memory, strategy: strategies.jwt, tokenTtlSeconds: 2, clockToleranceSeconds: 1 }
    const askedAt = (seconds: number) => {
      const [login, read] = operations({}, {})
      return sliceOf([login, { ...read, startMicros: seconds * 1e6, endMicros: seconds * 1e6 + 1e3 }] as Operation[])
    }
    expect(predictSessionMismatch(short, askedAt(1.9))?.rate).toBe(0)
    expect(predictSessionMismatch(short, askedAt(2.1))).toBeUndefined()
    expect(predictSessionMismatch({ ...short, tokenTtlSeconds: 900 }, askedAt(2.1))?.rate).toBe(0)
  })

  it('is the same for a browser whose cookie is overwritten, and two thirds where it is kept', () => {
    const browser = { ...memory, client: 'browser' } as const
    const cleared = predictSessionMismatch(browser)
    expect(predictSessionMismatch({ ...browser, unknownCookie: 'overwritten' })?.rate).toBe(cleared?.rate)
    expect(predictSessionMismatch({ ...browser, unknownCookie: 'kept' })?.rate).toBeCloseTo(2 / 3, 12)
  })

  it.each(['frozen', 'browser'] as const)('agrees with a simulation of %s clients', (client) => {
    const random = seededRandom(3)
    const [sessions, replicas, followUps] = [40_000, 3, 5]
    let refused = 0
    for (let session = 0; session < sessions; session += 1) {
      let known = true
      for (let step = 0; step < followUps; step += 1) {
        const right = random() < 1 / replicas
        if (!right || !known) refused += 1
        if (!right && client === 'browser') known = false
      }
    }
    const prediction = predictSessionMismatch({ ...memory, client, replicas, followUps })
    expect(refused / (sessions * followUps)).toBeCloseTo(prediction?.rate as number, 2)
  })

  it.each(['frozen', 'browser'] as const)(
    'agrees with a simulation of %s clients with a hash of the cookie',
    (client) => {
      const random = seededRandom(4)
      const [sessions, replicas, followUps] = [200_000, 3, 5]
      let refused = 0
      for (let session = 0; session < sessions; session += 1) {
        const login = session % replicas
        const hashed = Math.floor(random() * replicas)
        let hasCookie = true
        for (let step = 0; step < followUps; step += 1) {
          const replica = hasCookie ? hashed : Math.floor(random() * replicas)
          const accepted = hasCookie && replica === login
          if (accepted) continue
          refused += 1
          if (client === 'browser') hasCookie = false
        }
      }
      const prediction = predictSessionMismatch({ ...memory, policy: policies.hash, client, replicas, followUps })
      expect(refused / (sessions * followUps)).toBeCloseTo(prediction?.rate as number, 2)
    },
  )

  it.each([
    ['memory', 'sticky-cookie'],
    ['memory', 'sticky-native'],
    ['memory', 'ip-hash'],
    ['memory', 'consistent-hash'],
    ['cluster-sync', 'round-robin'],
    ['redis', 'round-robin'],
    ['redis-atomic', 'round-robin'],
    ['jwt', 'round-robin'],
    ['jwt-denylist', 'round-robin'],
    ['jwt-refresh', 'round-robin'],
    ['basic', 'round-robin'],
  ])('is 0 for %s × %s, with a reason', (strategy, policy) => {
    const prediction = predictSessionMismatch({
      ...memory,
      strategy: strategyNamed(strategy),
      policy: policyNamed(policy),
    })
    expect(prediction?.rate).toBe(0)
    expect(prediction?.because).toMatch(/\w/)
  })

  it('predicts nothing for pairs without a theory', () => {
    // It depends on the lag, which has not been measured here.
    expect(predictSessionMismatch({ ...memory, strategy: strategies.cluster })).toBeUndefined()
    // It depends on how many others speak between two requests of a user.
    expect(predictSessionMismatch({ ...memory, policy: policies['least-conn'] })).toBeUndefined()
  })
})
