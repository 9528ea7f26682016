/** Seeded random numbers: the same seed, the same run. */

/** Uniform in [0, 1). */
export type Random = () => number

/** Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, plenty to shuffle users with. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number in [0, below). */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random() * below)
}
