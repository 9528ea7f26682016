import { describe, expect, it } from 'vitest'
import type { Buckets } from '../../bench/history/buckets.ts'
import type { HistorySlice } from '../../bench/history/history.ts'
import { literalHistory } from '../../bench/history/literal-run.fixture.ts'
import type { Operation } from '../../bench/history/operation.ts'
import { seededRandom } from '../../bench/random.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { operations, sliceOf } from '../anomalies/literal-history.ts'
import { predictLostUpdate as lawOfLostUpdate } from '../anomalies/lost-update/predict.ts'
import { predictSessionMismatch as lawOfSessionMismatch } from '../anomalies/session-mismatch/predict.ts'
import { staleRead } from '../anomalies/stale-read/check.ts'
import { predictStaleRead as lawOfStaleRead } from '../anomalies/stale-read/predict.ts'
import { predictZombieSession as lawOfZombieSession } from '../anomalies/zombie-session/predict.ts'
import { predicting } from './predicting.fixture.ts'
import type { Circumstances } from './prediction.ts'

const predictLostUpdate = predicting(lawOfLostUpdate)
const predictSessionMismatch = predicting(lawOfSessionMismatch)
const predictStaleRead = predicting(lawOfStaleRead)
const predictZombieSession = predicting(lawOfZombieSession)

const cluster: Circumstances = {
  strategy: strategies.cluster,
  policy: policies['round-robin'],
  client: 'frozen',
  replicas: 3,
  followUps: 2,
  workload: 'cart',
  faults: [],
  redisKeepsFile: true,
}

/** Operations last 0.4 ms, 0.6 ms apart: between two neighbours a copy has 0.6–1.4 ms, in the middle 1 ms. */
function sliceWith(lagMicros: Buckets, sentMicros: Buckets, list: readonly Operation[]): HistorySlice {
  const [segment] = literalHistory().segments
  const replication = { changes: 1, messages: 4, bytes: 400, lagMicros, sentMicros }
  return { ...sliceOf(list, 'every-replica'), segments: segment ? [{ ...segment, replication }] : [] }
}

const wrote = { kind: 'cart-add', item: 1, items: [1], version: 1 }
const read = { kind: 'cart', items: [1], version: 1 }
const oneRead = operations({}, wrote, read)

describe('prediction of stale reads', () => {
  it('is undefined where the peers are partitioned, whether or not the answer waits for those that can be reached', () => {
    for (const strategy of [strategies.cluster, strategies['cluster-sync']])
      for (const predict of [predictStaleRead, predictSessionMismatch, predictZombieSession]) {
        const parted = { ...cluster, strategy, faults: ['partition-peers'] }
        expect(predict(parted, sliceWith([[1, 1]], [[1, 1]], oneRead))).toBeUndefined()
      }
  })

  it('is (1 − 1/N) · P(lag > gap), with a band from what the gap may have been', () => {
    const lag: Buckets = [
      [500, 4],
      [700, 2],
      [1_200, 1],
      [9_000, 1],
    ]
    const sent: Buckets = [
      [100, 6],
      [1_500, 2],
    ]
    expect(predictStaleRead(cluster, sliceWith(lag, sent, oneRead))).toMatchObject({
      rate: expect.closeTo((2 / 3) * (2 / 8), 12),
      band: [expect.closeTo((2 / 3) * (2 / 8), 12), expect.closeTo((2 / 3) * (4 / 8), 12)],
    })
    expect(predictStaleRead({ ...cluster, replicas: 5 }, sliceWith(lag, sent, oneRead))?.rate).toBeCloseTo(0.8 / 4, 12)
  })

  it('grows with each write that the replica may lack', () => {
    const always: Buckets = [[60_000, 1]]
    const twoWrites = operations({}, wrote, { ...wrote, item: 2, items: [1, 2], version: 2 }, read)
    expect(predictStaleRead(cluster, sliceWith(always, always, twoWrites))).toMatchObject({
      rate: expect.closeTo(1 - 1 / 9, 12),
      band: [expect.closeTo(2 / 3, 12), expect.closeTo(1 - 1 / 9, 12)],
    })
    const lastOnly: Buckets = [[1_800, 1]] // the first write has had 1.6 ms at least, the second 0.6
    expect(predictStaleRead(cluster, sliceWith(lastOnly, lastOnly, twoWrites))?.rate).toBeCloseTo(2 / 3, 12)
  })

  it('is 0 where every gap is longer than the largest lag, and with one replica', () => {
    const never = { rate: 0, band: [0, 0] }
    expect(predictStaleRead(cluster, sliceWith([[600, 5]], [[50, 5]], oneRead))).toMatchObject(never)
    expect(predictStaleRead(cluster, sliceWith([[601, 5]], [[50, 5]], oneRead))?.band?.[1]).toBeGreaterThan(0)
    expect(predictStaleRead({ ...cluster, replicas: 1 }, sliceWith([], [], oneRead))?.rate).toBe(0)
  })

  it('is undefined without a measured lag, without checked reads, and without round robin', () => {
    expect(predictStaleRead(cluster, sliceOf(oneRead))).toBeUndefined()
    expect(predictStaleRead(cluster, sliceWith([], [], oneRead))).toBeUndefined()
    expect(predictStaleRead(cluster, sliceWith([[1, 1]], [[1, 1]], operations({}, read)))).toBeUndefined()
    const sticky = { ...cluster, policy: policies['sticky-cookie'] }
    expect(predictStaleRead(sticky, sliceWith([[1, 1]], [[1, 1]], oneRead))).toBeUndefined()
    expect(
      predictStaleRead({ ...cluster, strategy: strategies.redis }, sliceWith([[1, 1]], [[1, 1]], oneRead)),
    ).toBeUndefined()
  })

  it('is the same for logins, logouts and last reads, each by its own gap', () => {
    const always = (list: Operation[]) => sliceWith([[60_000, 1]], [[60_000, 1]], list)
    const logout = operations({}, { kind: 'logout', status: 204 }, { kind: 'probe', status: 401 })
    expect(predictZombieSession(cluster, always(logout))?.rate).toBeCloseTo(2 / 3, 12)
    expect(predictZombieSession(cluster, always(oneRead))).toBeUndefined()
    expect(predictLostUpdate(cluster, always(oneRead))?.rate).toBeCloseTo(2 / 3, 12)
    expect(predictSessionMismatch(cluster, always(oneRead))?.rate).toBeCloseTo(2 / 3, 12)
  })

  it('is 1 for a browser after its first early request', () => {
    const browser = { ...cluster, client: 'browser' as const }
    const slice = sliceWith([[60_000, 1]], [[60_000, 1]], operations({}, {}, {}))
    expect(predictSessionMismatch(cluster, slice)?.rate).toBeCloseTo(2 / 3, 12)
    expect(predictSessionMismatch(browser, slice)?.rate).toBeCloseTo((2 / 3 + (1 - 1 / 9)) / 2, 12)
  })

  it('agrees with a simulation in which lag and gap are independent', () => {
    const random = seededRandom(7)
    const lags = Array.from({ length: 2_000 }, () => Math.ceil(-2_000 * Math.log(1 - random())))
    const counts: Buckets = lags.toSorted((a, b) => a - b).map((lag) => [lag, 1])
    const list = Array.from({ length: 20_000 }, (_, session) => {
      const pause = Math.floor(random() * 6_000)
      const lag = lags[Math.floor(random() * lags.length)] as number
      const isStale = random() < 2 / 3 && lag > pause + 400 // written and looked at in the middle of each request
      const later = { startMicros: 1_400 + pause, endMicros: 1_800 + pause }
      return operations({}, wrote, { ...read, ...(isStale && { items: [], version: 0 }), ...later }).map(
        (operation) => ({
          ...operation,
          session,
        }),
      )
    }).flat()
    const slice = sliceWith(counts, counts, list)
    const { count, total } = staleRead.check(slice)
    const prediction = predictStaleRead(cluster, slice)
    expect(count / total).toBeCloseTo(prediction?.rate as number, 2)
    expect(prediction?.band?.[0]).toBeLessThan(count / total)
    expect(prediction?.band?.[1]).toBeGreaterThan(count / total)
  })
})
