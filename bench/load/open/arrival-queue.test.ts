import { describe, expect, it } from 'vitest'
import { ArrivalLine } from './arrival-queue.ts'
import { arrivalsOf } from './arrivals.ts'

/** Ten arrivals, one every 100 ms, the first at 1 s. */
const line = () => new ArrivalLine(arrivalsOf({ ratePerSecond: 10, durationSeconds: 1 }), 1e6)

describe('the arrival queue', () => {
  it('hands out each at its own time', () => {
    const arrivals = line()
    const due = Array.from({ length: 10 }, () => arrivals.take().intendedMicros)
    expect(due.slice(0, 3)).toEqual([1_000_000, 1_100_000, 1_200_000])
    expect(arrivals.dueMicros).toBe(2_000_000)
  })

  it('does not count its own lateness as waiting', () => {
    const arrivals = line()
    arrivals.goOn(1_050_000) // polled late, although a user and a connection were free
    expect(arrivals.take()).toEqual({ intendedMicros: 1_000_000 })
  })

  it('reports how long no user or connection was free, from the time the arrival was due', () => {
    const arrivals = line()
    arrivals.holdBack()
    arrivals.goOn(1_250_000)
    expect(arrivals.take()).toEqual({ intendedMicros: 1_000_000, heldBackMicros: 250_000 })
    expect(arrivals.take()).toEqual({ intendedMicros: 1_100_000, heldBackMicros: 150_000 })
    expect(arrivals.take()).toEqual({ intendedMicros: 1_200_000, heldBackMicros: 50_000 })
    expect(arrivals.take()).toEqual({ intendedMicros: 1_300_000 })
  })

  it('counts the arrivals due, and those never sent', () => {
    const arrivals = line()
    arrivals.take()
    arrivals.take()
    expect(arrivals.count(1_150_000)).toEqual({ intended: 2, unsent: 0 })
    expect(arrivals.count(1_450_000)).toEqual({ intended: 5, unsent: 3 })
    expect(arrivals.count(2e6)).toEqual({ intended: 10, unsent: 8 })
  })
})
