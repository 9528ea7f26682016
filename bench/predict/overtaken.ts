/** How often a request overtakes the copy of what it asks for: what is predicted of strategy `cluster`. */

import type { HistorySlice, Operation } from '../history.ts'
import { type Buckets, tailOf } from '../statistics/buckets.ts'
import type { Circumstances, Prediction } from './prediction.ts'

/**
 * The time that a copy had, µs. A client does not see when within a request the replica wrote or looked, so the gap is
 * known by its ends only: at least from the answer of the first request to the start of the second, at most from the
 * start of the first to the answer of the second.
 */
export interface Gap {
  readonly segment: number
  readonly read: Operation
  readonly shortest: number
  readonly longest: number
}

export function gapBetween(write: Operation, read: Operation): Gap {
  return {
    segment: read.segment,
    read,
    shortest: Math.max(0, read.startMicros - write.endMicros),
    longest: read.endMicros - write.startMicros,
  }
}

const formula = '(1 − 1/N) · P(lag > gap)'
const because = 'the answer comes before the copies: whoever asks another replica within the lag finds what was'

/** P(lag > x) in one segment. */
interface Tails {
  readonly untilSent: (micros: number) => number
  readonly untilApplied: (micros: number) => number
}

/**
 * (1 − 1/N) · P(lag > gap), mean over all gaps, each with the lags that the replicas measured in its own segment.
 *
 * The guess takes each gap for the middle of what it can be, and lag and gap for independent. They are not where replicas
 * are busy: a read that comes after the copy waits behind it in the same queue, as long as the copy does, and overtakes
 * nothing there; so the guess is too high then. What surely counts is the time until the copy was on its way; what
 * surely does not, more than the time until it was applied. Hence the band: from P(time until sent > longest gap) to
 * P(time until applied > shortest gap).
 *
 * @param bySession the gap of each operation that is judged
 * @param onceIsForEver whoever was too early once finds nothing from then on, however late it comes
 * @param share of the cases in which the lag matters; by default those in which another replica is asked
 */
export function predictOvertaken(
  { policy, replicas }: Circumstances,
  { segments }: HistorySlice,
  bySession: readonly (readonly Gap[])[],
  { onceIsForEver = false, share = 1 - 1 / replicas }: { onceIsForEver?: boolean; share?: number } = {},
): Prediction | undefined {
  if (policy !== 'round-robin') return undefined
  if (replicas === 1) return { rate: 0, formula, because: 'there is no other replica' }
  const tails = new Map<number, Tails>()
  for (const { segment, replication } of segments) if (replication) tails.set(segment, tailsOf(replication))

  function mean(tooLate: (tails: Tails, gap: Gap) => number): number {
    let [missed, total] = [0, 0]
    for (const gaps of bySession) {
      let found = 1
      for (const gap of gaps) {
        const measured = tails.get(gap.segment)
        const overtakes = share * (measured ? tooLate(measured, gap) : Number.NaN)
        found = (onceIsForEver ? found : 1) * (1 - overtakes)
        missed += 1 - found
        total += 1
      }
    }
    return missed / total // NaN of no gap, or of no measured lag
  }

  const least = mean(({ untilSent }, { longest }) => untilSent(longest))
  const rate = mean(({ untilApplied }, { shortest, longest }) => untilApplied((shortest + longest) / 2))
  const most = mean(({ untilApplied }, { shortest }) => untilApplied(shortest))
  return Number.isNaN(least + rate + most) ? undefined : { rate, band: [least, most], formula, because }
}

function tailsOf({ sentMicros, lagMicros }: { readonly sentMicros: Buckets; readonly lagMicros: Buckets }): Tails {
  return { untilSent: tailOf(sentMicros), untilApplied: tailOf(lagMicros) }
}
