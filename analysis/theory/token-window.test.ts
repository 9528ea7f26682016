import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/random.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { predictStaleAuthorization as predictAuthorization } from '../anomalies/stale-authorization/predict.ts'
import { predictZombieSession as predictZombie } from '../anomalies/zombie-session/predict.ts'
import { predicting } from './predicting.fixture.ts'
import type { Circumstances } from './prediction.ts'
import { tokenLife } from './token-lifetime.ts'
import { strategyNamed } from './traits-by-name.fixture.ts'

const predictStaleAuthorization = predicting(predictAuthorization)
const predictZombieSession = predicting(predictZombie)

const jwt: Circumstances = {
  strategy: strategies.jwt,
  policy: policies['round-robin'],
  client: 'browser',
  replicas: 3,
  followUps: 1,
  faults: [],
  redisKeepsFile: true,
  workload: 'logout',
  tokenTtlSeconds: 2,
  accessTtlSeconds: 1,
  clockToleranceSeconds: 1,
}

describe('the life of a token', () => {
  it('is its ttl and the tolerance, less the half second that is gone when it is issued', () => {
    expect(tokenLife(2, 1)).toEqual({ mean: 2_500, max: 3_000 })
    expect(tokenLife(900, 0)).toEqual({ mean: 899_500, max: 900_000 })
  })

  it('agrees with a simulation of tokens whose times are whole seconds', () => {
    const random = seededRandom(5)
    const lives = Array.from({ length: 40_000 }, () => {
      const issuedAt = 1_000 * random()
      return Math.floor(issuedAt) + 2 + 1 - issuedAt
    })
    const predicted = tokenLife(2, 1)
    expect(lives.reduce((a, b) => a + b) / lives.length).toBeCloseTo((predicted?.mean ?? 0) / 1_000, 2)
    expect(Math.max(...lives)).toBeLessThanOrEqual((predicted?.max ?? 0) / 1_000)
  })
})

describe('prediction of zombie-session', () => {
  it('gives a jwt its life, and an access token of jwt-refresh its own', () => {
    expect(predictZombieSession(jwt)?.lifeMs?.mean).toBe(2_500)
    expect(predictZombieSession({ ...jwt, strategy: strategies['jwt-refresh'] })?.lifeMs?.mean).toBe(1_500)
    expect(predictZombieSession(jwt)?.rate).toBeUndefined()
  })

  it('is undefined for tokens with an unknown lifetime', () => {
    const { tokenTtlSeconds: _, ...untold } = jwt
    expect(predictZombieSession(untold)).toBeUndefined()
    const { clockToleranceSeconds: __, ...unsure } = jwt
    expect(predictZombieSession(unsure)).toBeUndefined()
  })

  it.each(['memory', 'cluster-sync', 'redis', 'redis-atomic', 'jwt-denylist'])('is 0 for %s', (strategy) => {
    expect(predictZombieSession({ ...jwt, strategy: strategyNamed(strategy) })?.rate).toBe(0)
  })

  it('is 1 for basic, since a logout does not change the password', () => {
    expect(predictZombieSession({ ...jwt, strategy: strategies.basic })?.rate).toBe(1)
  })

  it('is undefined where it depends on lags and races', () => {
    expect(predictZombieSession({ ...jwt, strategy: strategies.cluster })).toBeUndefined()
    expect(predictZombieSession({ ...jwt, strategy: strategies.redis, workload: 'logout-race' })).toBeUndefined()
  })
})

describe('prediction of stale-authorization', () => {
  it.each([
    ['jwt', 2_500],
    ['jwt-denylist', 2_500],
    ['jwt-refresh', 1_500],
  ])('gives the role in a token of %s the life of the token', (strategy, mean) => {
    expect(predictStaleAuthorization({ ...jwt, strategy: strategyNamed(strategy) })?.lifeMs?.mean).toBe(mean)
  })

  it.each(['basic', 'memory', 'cluster', 'cluster-sync', 'redis', 'redis-atomic'])(
    'takes the role away at once with %s',
    (strategy) => expect(predictStaleAuthorization({ ...jwt, strategy: strategyNamed(strategy) })?.rate).toBe(0),
  )

  it('is undefined for tokens with an unknown lifetime', () => {
    const { tokenTtlSeconds: _, ...untold } = jwt
    expect(predictStaleAuthorization(untold)).toBeUndefined()
  })
})
