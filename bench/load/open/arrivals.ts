/** When requests are due under an arrival rate, constant or ramping: a pure function of the load, whatever the answers do. */

export interface ArrivalRate {
  readonly ratePerSecond: number
  /** The rate at the end, reached in a straight line; absent: the rate stays as it is. */
  readonly rampToPerSecond?: number | undefined
  readonly durationSeconds: number
}

export interface Arrivals {
  /** When arrival 0, 1, … is due: whole µs since the start, never later than the one that follows. There is no last. */
  dueMicros(arrival: number): number
}

/** What floating point may add to a whole number of arrivals. */
const rounding = 1e-6

/**
 * Arrival k is due when the rate's integral r₀·t + (r₁ − r₀)·t²/2T has reached k, so at k/r₀ where the rate is constant.
 * The root is written so that it holds for a slope of zero as well, and loses no digits near it.
 */
export function arrivalsOf({ ratePerSecond, rampToPerSecond = ratePerSecond, durationSeconds }: ArrivalRate): Arrivals {
  const slope = (rampToPerSecond - ratePerSecond) / durationSeconds
  const total = ((ratePerSecond + rampToPerSecond) / 2) * durationSeconds
  return {
    dueMicros(arrival) {
      if (arrival >= total - rounding) return Math.round(1e6 * (durationSeconds + (arrival - total) / rampToPerSecond))
      const rateThen = Math.sqrt(ratePerSecond ** 2 + 2 * slope * arrival)
      return Math.round((2e6 * arrival) / (ratePerSecond + rateThen))
    },
  }
}
