import { assert, double, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrivalsOf } from './arrivals.ts'

/** Those within the time. */
function dueTimes(rate: Parameters<typeof arrivalsOf>[0]): number[] {
  const { dueMicros } = arrivalsOf(rate)
  const times: number[] = []
  while (dueMicros(times.length) < Math.round(rate.durationSeconds * 1e6)) times.push(dueMicros(times.length))
  return times
}

const anyRate = record({
  ratePerSecond: integer({ min: 1, max: 3_000 }),
  rampToPerSecond: integer({ min: 1, max: 3_000 }),
  durationSeconds: double({ min: 0.05, max: 3, noNaN: true }),
})

describe('arrivals', () => {
  it('come at even distances where the rate is constant, the first at once', () => {
    expect(dueTimes({ ratePerSecond: 4, durationSeconds: 1 })).toEqual([0, 250_000, 500_000, 750_000])
  })

  it('are no more than the window holds, though floating point says so', () => {
    expect(0.07 * 100).toBeGreaterThan(7)
    expect(dueTimes({ ratePerSecond: 100, durationSeconds: 0.07 })).toHaveLength(7)
    expect(dueTimes({ ratePerSecond: 1, durationSeconds: 0.1 })).toHaveLength(1)
  })

  it('come ever closer where the rate ramps up: a quarter of them in the first half of a ramp from nearly nothing', () => {
    const times = dueTimes({ ratePerSecond: 0.001, rampToPerSecond: 2_000, durationSeconds: 2 })
    expect(times.length).toBe(2_001)
    expect(times.filter((micros) => micros < 1e6).length / times.length).toBeCloseTo(0.25, 2)
  })

  it('mirror in time where a ramp goes down', () => {
    const up = dueTimes({ ratePerSecond: 100, rampToPerSecond: 300, durationSeconds: 1 })
    const down = dueTimes({ ratePerSecond: 300, rampToPerSecond: 100, durationSeconds: 1 })
    expect(down.length).toBe(up.length)
    for (const [index, micros] of down.entries()) {
      if (index > 0) expect(Math.abs(micros - (1e6 - (up[up.length - index] as number)))).toBeLessThanOrEqual(2)
    }
  })

  it('go on at the rate of the end where the time is over', () => {
    const { dueMicros } = arrivalsOf({ ratePerSecond: 2, rampToPerSecond: 4, durationSeconds: 2 })
    expect([6, 7, 8].map(dueMicros)).toEqual([2_000_000, 2_250_000, 2_500_000])
  })

  it('lie in the window, in order, at any rate', () => {
    assert(
      property(anyRate, (rate) => {
        const times = dueTimes(rate)
        expect(times[0]).toBe(0)
        expect(times.every((micros, index) => index === 0 || micros >= (times[index - 1] as number))).toBe(true)
        expect(times.at(-1)).toBeLessThanOrEqual(rate.durationSeconds * 1e6)
      }),
    )
  })

  it('have brought, at any moment, as many as the rate’s integral says', () => {
    assert(
      property(anyRate, double({ min: 0, max: 1, noNaN: true }), (rate, share) => {
        const { ratePerSecond: from, rampToPerSecond: to, durationSeconds } = rate
        const seconds = share * durationSeconds
        const integral = from * seconds + ((to - from) * seconds ** 2) / (2 * durationSeconds)
        const come = dueTimes(rate).filter((micros) => micros < seconds * 1e6).length
        expect(Math.abs(come - integral)).toBeLessThanOrEqual(1.01)
      }),
    )
  })
})
