import { describe, expect, it } from 'vitest'
import {
  copyingOf,
  copyingReplicas,
  mostUsersByCopies,
  mostUsersByMemory,
  needOf,
  peakPerSecond,
} from './capacity-model.ts'
import { assumptions, costs, modes } from './literal-costs.fixture.ts'

const million = 1e6
const need = (mode: keyof typeof modes, users = million, changes = {}) =>
  needOf({ ...modes[mode], ...changes }, costs, users, assumptions)

describe('what so many users need', () => {
  it('is at the peak, not in the mean', () => expect(peakPerSecond(million, assumptions)).toBeCloseTo(10_000))

  it('is processor time at the peak over what may be used of a processor', () => {
    // 10,000 · 300 µs = 3 s a second, half of each processor: 6 replicas; nginx 0.6 s: 2 cores.
    expect(need('jwt')).toMatchObject({ replicas: 6, loadBalancerCores: 2, redisShards: null, bitsCopies: null })
  })

  it('is bits on the wire', () => expect(need('redis')).toMatchObject({ bitsIn: 16e6, bitsOut: 40e6, bitsStore: 80e6 }))

  it('is shards of Redis by processor, or by memory where that is more', () => {
    expect(need('redis')).toMatchObject({ redisShards: 1, redisBytes: 400e6 })
    expect(need('redis', 1e9)).toMatchObject({ redisShards: 500, redisBytes: 400e9 })
    expect(need('redis', 1e9, { storeBytesPerSession: 40_000 }).redisShards).toBe(1_600)
    expect(need('redis', million, { storeBytesPerSession: null }).redisShards).toBeNull()
  })

  it('is replicas by memory where the sessions they hold need more of them', () => {
    expect(need('sticky').replicas).toBe(6)
    expect(need('sticky', million, { heapBytesPerSession: 80_000 }).replicas).toBe(10)
  })

  it('is unknown where the cost is', () => {
    expect(need('jwt', million, { replicaCpuMicros: null, bytesSent: null })).toMatchObject({
      replicas: null,
      bitsIn: null,
    })
  })
})

describe('what copies need', () => {
  const copying = { baseMicros: 300, microsPerCopy: 200, bytesPerCopy: 300 }

  it('is told by two modes that differ in the copies alone', () => {
    expect(copyingOf(modes.cluster, costs)).toEqual(copying)
  })

  it('is not told without the other mode, or where the copies drown in noise', () => {
    const { sticky: _, ...others } = modes
    expect(copyingOf(modes.cluster, { ...costs, modes: others })).toBeUndefined()
    expect(copyingOf({ ...modes.cluster, replicaCpuMicros: 299 }, costs)).toBeUndefined()
    expect(need('cluster', million, { replicaCpuMicros: 299 })).toMatchObject({ replicas: null, bitsCopies: null })
  })

  it('is the number of replicas that can do their own copies as well', () => {
    // 10 replicas: 5 s a second may be used, 10,000 · (300 + 20 · 9) µs = 4.8 s are. 9: 4.5 s, and 4.6 s.
    expect(copyingReplicas(10_000, copying, assumptions)).toBe(10)
    // A write is 300 bytes to each of 9 others, 1,000 writes a second.
    expect(need('cluster')).toMatchObject({ replicas: 10, bitsCopies: 21.6e6 })
  })

  it('is without end where the copies alone fill each replica', () => {
    expect(mostUsersByCopies(copying, assumptions)).toBeCloseTo(2.5e6)
    expect(need('cluster', 2.4e6).replicas).toBe(336)
    expect(need('cluster', 2.6e6)).toMatchObject({
      replicas: Number.POSITIVE_INFINITY,
      impossible: 'the copies alone fill each replica',
    })
  })

  it('is without end where all sessions do not fit into one replica', () => {
    expect(mostUsersByMemory(modes.cluster, assumptions)).toBe(20e6)
    expect(need('cluster', million, { heapBytesPerSession: 8_001 }).impossible).toMatch(/do not fit into one replica/)
  })
})
