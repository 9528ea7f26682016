import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../../../bench/random.ts'
import { policies } from '../../../loadbalancer/registry.ts'
import { strategies } from '../../../services/strategies/registry.ts'
import { predicting } from '../../theory/predicting.fixture.ts'
import type { Circumstances } from '../../theory/prediction.ts'
import { strategyNamed } from '../../theory/traits-by-name.fixture.ts'
import { predictSessionLoss as lawOfSessionLoss } from './predict.ts'

const predictSessionLoss = predicting(lawOfSessionLoss)

function predictionOf(fault: string, changes: Partial<Circumstances> = {}) {
  const memory = {
    strategy: strategies.memory,
    policy: policies['sticky-cookie'],
    client: 'frozen',
    replicas: 3,
    followUps: 10,
  } as const
  const circumstances = { ...memory, workload: 'browse', redisKeepsFile: true, faults: [fault], ...changes }
  return predictSessionLoss(circumstances)
}
const rateOf = (...of: Parameters<typeof predictionOf>) => predictionOf(...of)?.rate
const bandOf = (...of: Parameters<typeof predictionOf>) => predictionOf(...of)?.band

/** Puts 160 points of each replica on a ring, and measures what belongs to the first. */
function shareOfFirst(replicas: number, random: Random): number {
  const points = Array.from({ length: 160 * replicas }, (_, index) => ({ at: random(), replica: index % replicas }))
  points.sort((a, b) => a.at - b.at)
  let share = 0
  for (const [index, { at, replica }] of points.entries()) {
    const before = index === 0 ? (points.at(-1)?.at ?? 0) - 1 : (points[index - 1]?.at ?? 0)
    if (replica === 0) share += at - before
  }
  return share
}

describe('prediction of session-loss', () => {
  it.each([
    // fault, sticky-cookie, ip-hash, round-robin: three replicas
    ['kill-replica', 1 / 3, 1 / 3, 7 / 9],
    ['restart-replica', 1 / 3, 1 / 3, 7 / 9],
    ['rolling-deploy', 1, 1, 1],
    ['scale-out', 0, 3 / 4, 3 / 4],
    ['scale-in', 1 / 3, 2 / 3, 2 / 3],
    ['pause-replica', 0, 0, 2 / 3],
    ['kill-redis', 0, 0, 2 / 3],
  ])('of memory after %s', (fault, sticky, ipHash, roundRobin) => {
    expect(rateOf(fault)).toBeCloseTo(sticky)
    expect(rateOf(fault, { policy: policies['ip-hash'] })).toBeCloseTo(ipHash)
    expect(rateOf(fault, { policy: policies['round-robin'] })).toBeCloseTo(roundRobin)
  })

  it('of a consistent hash is one share of the ring, with a band for random shares', () => {
    const policy = policies['consistent-hash']
    expect(rateOf('scale-out', { policy })).toBeCloseTo(1 / 4)
    expect(rateOf('scale-in', { policy })).toBeCloseTo(1 / 3)
    expect(rateOf('reload-load-balancer', { policy })).toBe(0)
    const random = seededRandom(5)
    const shares = Array.from({ length: 400 }, () => shareOfFirst(4, random))
    const [least = 0, most = 0] = bandOf('scale-out', { policy }) ?? []
    expect(shares.reduce((a, b) => a + b) / shares.length).toBeCloseTo(1 / 4, 2)
    expect(shares.filter((share) => share < least || share > most).length).toBeLessThanOrEqual(3)
    expect(shares.filter((share) => Math.abs(share - 1 / 4) > (most - least) / 4).length).toBeGreaterThan(10)
  })

  it('of a round robin is what a simulation of it finds', () => {
    for (const n of [2, 3, 5]) {
      const found = { 'kill-replica': 0, 'scale-out': 0, 'scale-in': 0 }
      for (let home = 0; home < n; home += 1) {
        // Replica 0 is hit; a request lands on each replica alike.
        for (let at = 0; at < n; at += 1) if (at === home && home !== 0) found['kill-replica'] += 1 / n / n
        for (let at = 0; at <= n; at += 1) if (at === home) found['scale-out'] += 1 / n / (n + 1)
        for (let at = 1; at < n; at += 1) if (at === home) found['scale-in'] += 1 / n / (n - 1)
      }
      for (const [fault, share] of Object.entries(found))
        expect(rateOf(fault, { policy: policies['round-robin'], replicas: n }), `${fault} of ${n}`).toBeCloseTo(
          1 - share,
        )
    }
  })

  it('of ip-hash is what counting remainders finds', () => {
    for (const [n, m] of [
      [3, 4],
      [3, 2],
      [4, 5],
      [6, 5],
    ] as const) {
      const all = n * m
      const stay = Array.from({ length: all }, (_, hash) => hash).filter((hash) => hash % n === hash % m).length
      const fault = m > n ? 'scale-out' : 'scale-in'
      expect(rateOf(fault, { policy: policies['ip-hash'], replicas: n })).toBeCloseTo(1 - stay / all)
    }
  })

  it.each(['basic', 'cluster-sync', 'redis', 'redis-atomic', 'jwt', 'jwt-denylist', 'jwt-refresh'])(
    'is none where sessions do not live in one replica: %s',
    (strategy) => {
      for (const fault of ['kill-replica', 'rolling-deploy', 'scale-out', 'scale-in', 'kill-redis'])
        expect(rateOf(fault, { strategy: strategyNamed(strategy), policy: policies['round-robin'] })).toBe(0)
    },
  )

  it('is 1 where Redis kept its data only in memory', () => {
    expect(rateOf('kill-redis', { strategy: strategies.redis, redisKeepsFile: false })).toBe(1)
    expect(rateOf('kill-redis', { strategy: strategies.jwt, redisKeepsFile: false })).toBe(0)
  })

  it('is undefined where refused users log in again: only sessions that survived have requests after the fault', () => {
    expect(rateOf('kill-replica', { logsInAgain: true })).toBeUndefined()
    expect(rateOf('kill-replica', { logsInAgain: true, strategy: strategies.redis })).toBe(0)
  })

  it('of several faults is none if each alone loses none, and else undefined', () => {
    const ofAll = (strategy: string, ...faults: string[]) =>
      rateOf('pause-replica', { strategy: strategyNamed(strategy), faults })
    expect(ofAll('redis', 'kill-replica', 'scale-in', 'rolling-deploy')).toBe(0)
    expect(ofAll('memory', 'pause-replica', 'scale-out')).toBe(0) // with sticky cookies
    expect(ofAll('memory', 'pause-replica', 'kill-replica')).toBeUndefined()
    expect(ofAll('memory', 'kill-replica', 'kill-replica')).toBeUndefined()
    expect(ofAll('cluster', 'scale-in', 'kill-replica')).toBeUndefined()
  })

  it('is undefined where theory has no prediction', () => {
    expect(rateOf('kill-replica', { strategy: strategies.cluster, policy: policies['round-robin'] })).toBeUndefined() // no lag is known
    expect(rateOf('kill-replica', { policy: policies['round-robin'], client: 'browser' })).toBeUndefined()
    expect(rateOf('kill-replica', { faults: ['kill-replica', 'kill-redis'] })).toBeUndefined()
    expect(rateOf('kill-replica', { faults: [] })).toBeUndefined()
  })
})
