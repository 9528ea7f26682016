/** Stale read model: how often a request arrives before the copy that it needs, where a write is answered before it is copied. */

import { type Buckets, tailOf } from '../../bench/history/buckets.ts'
import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import { type Circumstances, isUniform, type Law, type Prediction } from './prediction.ts'

/**
 * The time that a copy had to arrive, µs. A client does not see when within a request the replica wrote or read, so only
 * bounds of the gap are known: at least from the answer of the first request to the start of the second, at most from the
 * start of the first to the answer of the second.
 */
export interface Gap {
  readonly shortest: number
  readonly longest: number
}

/** A request that reads an old state if one of the copies that it needs has not arrived yet. */
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

const overtaken = {
  formula: '(1 − 1/N) · P(lag > gap)',
  because:
    'the answer is sent before the copies arrive: a request to another replica within the replication lag sees the old state',
}

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
 * The estimate uses the middle of each gap, and assumes that lag and gap are independent. On busy replicas they are not: a
 * read that arrives after the copy waits in the same queue, so that it cannot be handled before the copy, and the estimate
 * is too high. It is also too high where lags are so long that the login itself is copied late: the replica of the login
 * then answers most of the accepted requests, and its reads are never stale. A read is certainly stale before the copy was
 * sent, and certainly not after it was applied. Hence the band: from P(time until sent > longest gap), of the
 * latest copy alone, since copies may be late together, to P(time until applied > shortest gap) of any.
 *
 * @param looksOf the looks of a run that are judged, by session
 */
export function predictOvertaken(
  { policy, replicas }: Circumstances,
  looksOf: (slice: HistorySlice) => readonly (readonly Look[])[],
  { share = 1 - 1 / replicas, words = overtaken, ...options }: OvertakenOptions = {},
): Law | undefined {
  if (!isUniform(policy)) return undefined
  if (replicas === 1) return { rate: 0, formula: words.formula, because: 'there is no other replica' }
  const measure = (slice: HistorySlice) => {
    const range = overtakenIn(slice, looksOf(slice), { share, ...options })
    return range && { ...range, ...words }
  }
  return { ...words, measure }
}

interface OvertakenOptions {
  /** Whether all requests of a session fail after its first stale one. */
  readonly onceIsForEver?: boolean
  /** The share of requests for which the lag matters; by default those that reach another replica. */
  readonly share?: number
  readonly words?: Pick<Prediction, 'formula' | 'because'>
}

function overtakenIn(
  { segments }: HistorySlice,
  bySession: readonly (readonly Look[])[],
  { share, onceIsForEver = false }: { share: number; onceIsForEver?: boolean },
): Pick<Prediction, 'rate' | 'band'> | undefined {
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
    return missed / total // NaN without looks, or without a measured lag
  }

  const least = mean(oneOf, ({ untilSent }, { longest }) => untilSent(longest))
  const rate = mean(anyOf, ({ untilApplied }, { shortest, longest }) => untilApplied((shortest + longest) / 2))
  const most = mean(anyOf, ({ untilApplied }, { shortest }) => untilApplied(shortest))
  return Number.isNaN(least + rate + most) ? undefined : { rate, band: [least, most] }
}

function tailsOf({ sentMicros, lagMicros }: { readonly sentMicros: Buckets; readonly lagMicros: Buckets }): Tails {
  return { untilSent: tailOf(sentMicros), untilApplied: tailOf(lagMicros) }
}
