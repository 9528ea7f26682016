/** Distributions kept as counts by bucket: they can be added and subtracted, as quantiles cannot. Pure. */

/** How many values lay above the bound before and no higher than this one; bounds ascend, empty buckets may be left out. */
export type Buckets = readonly (readonly [upTo: number, count: number])[]

/** The difference between two totals of a distribution. */
export function bucketsSince(before: Buckets, after: Buckets): Buckets {
  return merged([...after, ...before.map(([upTo, count]) => [upTo, -count] as const)])
}

export function sumOfBuckets(all: readonly Buckets[]): Buckets {
  return merged(all.flat())
}

function merged(entries: Buckets): Buckets {
  const counts = new Map<number, number>()
  for (const [upTo, count] of entries) counts.set(upTo, (counts.get(upTo) ?? 0) + count)
  return [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b)
}

export function countOf(buckets: Buckets): number {
  return buckets.reduce((sum, [, count]) => sum + count, 0)
}

/** The bound that a share of all values do not exceed: 1 gives the highest. NaN of nothing. */
export function bucketQuantile(buckets: Buckets, share: number): number {
  let left = countOf(buckets) * share
  for (const [upTo, count] of buckets) {
    left -= count
    if (left <= 0) return upTo
  }
  return buckets.at(-1)?.[0] ?? Number.NaN
}

/** P(value > x) for any x, every value taken for its bucket's bound. NaN of nothing. */
export function tailOf(buckets: Buckets): (x: number) => number {
  const total = countOf(buckets)
  let above = 0
  const tails = buckets.toReversed().map(([upTo, count]) => {
    above += count
    return [upTo, above / total] as const
  })
  tails.reverse() // the share of values at or above each bound
  return (x) => {
    if (total === 0) return Number.NaN
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tails[middle]?.[0] ?? 0) > x) high = middle
      else low = middle + 1
    }
    return tails[low]?.[1] ?? 0
  }
}
