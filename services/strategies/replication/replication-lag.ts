/** The ages of changes when they are sent or applied: cumulative counts by age, so that a reader can take differences. */

import type { AgeCounts, ReplicationStatus } from '../strategy.ts'
import type { Change } from './replicated-sessions.ts'

/** The ages of changes at one point: when sent, or when applied. */
export interface AgeRecord {
  /** Counts a change that has just reached that point, `times` times. */
  note(change: Change, times?: number): void
  counts(): AgeCounts
  /** `null` without any change. */
  quantilesMs(): ReplicationStatus['lagMs']
}

/** Ages are rounded up to steps of 4.4 %: sixteen to each doubling. */
const stepsPerDoubling = 16

/**
 * An empty record. A change carries its time by its writer's clock: ages are exact between replicas of one machine, and
 * wrong by the difference of the clocks otherwise. A change from the future counts as 1 µs old.
 *
 * @param nowMicros the time in µs since 1970, by the clock of the stamps
 */
export function createAgeRecord(nowMicros: () => number): AgeRecord {
  const byBound = new Map<number, number>()
  let maxMicros = 0
  const counts = () => [...byBound].sort(([a], [b]) => a - b)
  return {
    note: (change, times = 1) => {
      const micros = Math.max(1, nowMicros() - writtenAt(change))
      if (!Number.isFinite(micros)) return
      const upTo = roundedUp(micros)
      byBound.set(upTo, (byBound.get(upTo) ?? 0) + times)
      maxMicros = Math.max(maxMicros, micros)
    },
    counts,
    quantilesMs: () => {
      const all = counts()
      const atMs = (share: number) => Math.min(maxMicros, quantile(all, share)) / 1000
      return all.length === 0 ? null : { p50: atMs(0.5), p99: atMs(0.99), max: maxMicros / 1000 }
    },
  }
}

const roundedUp = (micros: number) =>
  Math.ceil(2 ** (Math.ceil(Math.log2(micros) * stepsPerDoubling) / stepsPerDoubling))

/** µs since 1970; NaN for a change without a time, as anti-entropy sends them. */
function writtenAt(change: Change): number {
  if (!('sid' in change)) return change.endedAt[0]
  const { endedAt, items, login } = change
  return endedAt?.[0] ?? items?.at(-1)?.[1] ?? login?.at[0] ?? Number.NaN
}

/** The smallest bound that covers this share of all changes. */
function quantile(counts: AgeCounts, share: number): number {
  let left = counts.reduce((sum, [, count]) => sum + count, 0) * share
  for (const [upTo, count] of counts) {
    left -= count
    if (left <= 0) return upTo
  }
  return 0
}
