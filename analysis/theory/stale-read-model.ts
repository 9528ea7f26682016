/** How often a request overtakes the copy of what it asks for: where the answer comes before the copies. */

import { type Buckets, tailOf } from '../../bench/history/buckets.ts'
import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import { type Circumstances, isUniform, type Prediction } from './prediction.ts'

/**
 * The time that a copy had, µs. A client does not see when within a request the replica wrote or looked, so the gap is
 * known by its ends only: at least from the answer of the first request to the start of the second, at most from the
 * start of the first to the answer of the second.
 */
export interface Gap {
  readonly shortest: number
  readonly longest: number
}

/** A request that finds what was where one of the copies that it needs has not come yet. */
export interface Look {
  readonly segment: number
  readonly read: Operation
  /** One for each copy. */
  readonly gaps: readonly Gap[]
}

/** @param writes what the request must find */
export function lookFor(read: Operation, writes: readonly Operation[]): Look {
  return { segment: read.segment, read, gaps: writes.map((write) => gapBetween(write, read)) }
}

function gapBetween(write: Operation, read: Operation): Gap {
  return { shortest: Math.max(0, read.startMicros - write.endMicros), longest: read.endMicros - write.startMicros }
}

const formula = '(1 − 1/N) · P(lag > gap)'
const because = 'the answer comes before the copies: whoever asks another replica within the lag finds what was'

/** P(lag > x) in one segment. */
interface Tails {
  readonly untilSent: (micros: number) => number
  readonly untilApplied: (micros: number) => number
}

/**
 * (1 − 1/N) · P(lag > gap), mean over all looks, each with the lags that the replicas measured in its own segment. A look
 * that needs several copies fails where any of them is late, and each may have been written on another replica: then it is
 * 1 − Π (1 − (1 − 1/N) · P(lag > gap)). Where lags are long beside gaps that is far more than of the last write alone,
 * since the replica that wrote last may still lack what another one wrote before.
 *
 * The guess takes each gap for the middle of what it can be, and lag and gap for independent. They are not where replicas
 * are busy: a read that comes after the copy waits behind it in the same queue, as long as the copy does, and overtakes
 * nothing there; so the guess is too high then. It is too high as well where lags are so long that the login itself is late:
 * the replica of the login then answers most of what is not refused, and misses nothing. What surely counts is the time until the copy was on its way; what
 * surely does not, more than the time until it was applied. Hence the band: from P(time until sent > longest gap), of the
 * latest copy alone since copies may be late together, to P(time until applied > shortest gap) of any.
 *
 * @param bySession the looks that are judged
 * @param onceIsForEver whoever was too early once finds nothing from then on, however late it comes
 * @param share of the cases in which the lag matters; by default those in which another replica is asked
 */
export function predictOvertaken(
  { policy, replicas }: Circumstances,
  { segments }: HistorySlice,
  bySession: readonly (readonly Look[])[],
  { onceIsForEver = false, share = 1 - 1 / replicas }: { onceIsForEver?: boolean; share?: number } = {},
): Prediction | undefined {
  if (!isUniform(policy)) return undefined
  if (replicas === 1) return { rate: 0, formula, because: 'there is no other replica' }
  const tails = new Map<number, Tails>()
  for (const { segment, replication } of segments) if (replication) tails.set(segment, tailsOf(replication))

  const oneOf = (late: readonly number[]) => share * Math.max(...late)
  const anyOf = (late: readonly number[]) => 1 - late.reduce((none, one) => none * (1 - share * one), 1)

  function mean(overtakes: (late: readonly number[]) => number, late: (tails: Tails, gap: Gap) => number): number {
    let [missed, total] = [0, 0]
    for (const looks of bySession) {
      let found = 1
      for (const { segment, gaps } of looks) {
        const measured = tails.get(segment)
        const misses = measured ? overtakes(gaps.map((gap) => late(measured, gap))) : Number.NaN
        found = (onceIsForEver ? found : 1) * (1 - misses)
        missed += 1 - found
        total += 1
      }
    }
    return missed / total // NaN of no look, or of no measured lag
  }

  const least = mean(oneOf, ({ untilSent }, { longest }) => untilSent(longest))
  const rate = mean(anyOf, ({ untilApplied }, { shortest, longest }) => untilApplied((shortest + longest) / 2))
  const most = mean(anyOf, ({ untilApplied }, { shortest }) => untilApplied(shortest))
  return Number.isNaN(least + rate + most) ? undefined : { rate, band: [least, most], formula, because }
}

function tailsOf({ sentMicros, lagMicros }: { readonly sentMicros: Buckets; readonly lagMicros: Buckets }): Tails {
  return { untilSent: tailOf(sentMicros), untilApplied: tailOf(lagMicros) }
}
