/** Compares findings with the expectations of the scenario. Too little evidence is `unknown`, never a pass. */

import type { Expectation } from '../../../bench/scenarios/scenario.ts'
import type { SessionWindow } from '../../anomalies/checker.ts'
import { boundedMean, type Cluster, clusteredRate, type Interval, meanInterval } from '../../statistics/interval.ts'
import { roundingBytes } from '../../theory/credential-size.ts'
import type { LifeMs, Prediction } from '../../theory/prediction.ts'
import { livesOf } from '../figures/residual-lifetime-figures.ts'

export type Verdict = 'pass' | 'fail' | 'unknown'
export type Outcome = 'as-expected' | 'unexpected' | 'unknown'

/** Exit status of a run by its verdict; 2 is every misuse. */
export const exitStatus = { pass: 0, fail: 1, unknown: 3 } as const satisfies Record<Verdict, number>

export interface Judgement {
  readonly outcome: Outcome
  /** The reason in one clause. */
  readonly says: string
}

/**
 * A predicted life is compared with the measured lives (see `judgeLife`). A rate predicted as exactly 0 must be exactly 0;
 * `some` needs at least one case. Any other prediction is rejected only if it is outside the 99.9 % interval: a true
 * prediction is outside the 95 % interval in one check of twenty by chance. A band is rejected only if all of it is outside.
 */
export function judge(
  bySession: readonly Cluster[],
  prediction: Prediction | undefined,
  expectation: Expectation,
  windows: readonly SessionWindow[] = [],
): Judgement {
  const total = bySession.reduce((sum, cluster) => sum + cluster.total, 0)
  const count = bySession.reduce((sum, cluster) => sum + cluster.count, 0)
  if (expectation.is === 'some') return judgeSome(count, total, expectation.atLeast)
  if (expectation.is === 'predicted' && prediction?.lifeMs) {
    return total < expectation.atLeast
      ? tooFew(total, expectation.atLeast)
      : judgeLife(windows, prediction.lifeMs, expectation.precision)
  }
  const expected = expectation.is === 'none' ? never : bandOf(prediction)
  if (expected === undefined) return { outcome: 'unknown', says: 'no prediction exists for these circumstances' }
  const [, most] = expected
  if (most === 0 && count > 0) return { outcome: 'unexpected', says: `${count} of ${total}, but none is allowed` }
  if (total < expectation.atLeast) return tooFew(total, expectation.atLeast)
  const judged = judgeRate(bySession, expected, expectation.precision)
  return most === 0 && judged.outcome === 'as-expected' ? { ...judged, says: `none of ${total}` } : judged
}

/**
 * The half-width that the 95 % interval of a rate needs, unless the scenario asks for another. The unit of the interval is the
 * session, so this asks for sessions: none of six or more has ± 20 percentage points.
 */
const defaultPrecision = 0.2

/** A band that allows more than this says too little to be confirmed. */
const widestBand = 0.3

const never: Interval = [0, 0]

function bandOf({ rate, band }: Partial<Prediction> = {}): Interval | undefined {
  return band ?? (rate === undefined ? undefined : [rate, rate])
}

/** One case is proof, also among few operations; to prove absence takes enough operations. */
function judgeSome(count: number, total: number, atLeast: number): Judgement {
  if (count > 0) return { outcome: 'as-expected', says: `${count} of ${total}` }
  if (total < atLeast) return tooFew(total, atLeast)
  return { outcome: 'unexpected', says: `none of ${total}, but at least one is expected` }
}

function tooFew(total: number, atLeast: number): Judgement {
  return { outcome: 'unknown', says: `${total} operations are too few: at least ${atLeast} are needed` }
}

function judgeRate(bySession: readonly Cluster[], expected: Interval, precision = defaultPrecision): Judgement {
  const contradicted = contradiction(clusteredRate(bySession, 0.999).interval, expected, percent)
  if (contradicted) return contradicted
  const [least, most] = expected
  if (most - least > widestBand) {
    const says = `the prediction is too wide to be confirmed: ${percent(least)}–${percent(most)}`
    return { outcome: 'unknown', says }
  }
  const [low95, high95] = clusteredRate(bySession, 0.95).interval
  const half = (high95 - low95) / 2
  if (half > precision) {
    return {
      outcome: 'unknown',
      says: `measured only to ±${percent(half)} by ${bySession.length} sessions, required ±${percent(precision)}: add users, time or trials`,
    }
  }
  return asPredicted
}

const asPredicted: Judgement = { outcome: 'as-expected', says: 'as predicted' }

/** @param ratios the speed-up in each trial */
export function judgeSpeedUp(ratios: readonly number[], { band }: { readonly band: Interval }): Judgement {
  const measured = meanInterval(ratios, 0.999)
  if (measured === undefined)
    return { outcome: 'unknown', says: `${ratios.length} trials are too few: at least 2 are needed` }
  return contradiction(measured, band, times) ?? asPredicted
}

/** A format is exact, but for the rounding of its encoding. */
export function judgeBytes(bytes: number, predicted: number): Judgement {
  const band: Interval = [predicted - roundingBytes, predicted + roundingBytes]
  return contradiction([bytes, bytes], band, inBytes) ?? asPredicted
}

/** A prediction is contradicted only if it lies wholly outside what was measured. @param measured the 99.9 % interval */
function contradiction(
  [low, high]: Interval,
  [least, most]: Interval,
  show: (value: number) => string,
): Judgement | undefined {
  if (most >= low && least <= high) return undefined
  const predicted = least === most ? show(most) : `${show(least)}–${show(most)}`
  return {
    outcome: 'unexpected',
    says: `${predicted} predicted, but measured ${low === high ? show(low) : `within ${show(low)}–${show(high)} (99.9 %)`}`,
  }
}

/** Below this number of sessions the mean is not normally distributed. */
const sessionsForAMean = 30

/**
 * The mean life is rejected only if it is outside the 99.9 % interval. The longest life is rejected if any session was
 * accepted for longer, since one case is proof.
 *
 * @param precision half-width of the 95 % interval that is asked for, as a share of the predicted mean
 */
export function judgeLife(windows: readonly SessionWindow[], predicted: LifeMs, precision = 1): Judgement {
  const tooLong = windows.find(({ lifeMs: [atLeast] }) => atLeast > predicted.max)
  if (tooLong !== undefined) {
    const says = `accepted ${inMs(tooLong.lifeMs[0])} after its issue, but the limit is ${inMs(predicted.max)}`
    return { outcome: 'unexpected', says }
  }
  const unseen = windows.filter(({ lifeMs: [, atMost] }) => !Number.isFinite(atMost)).length
  if (unseen > 0) {
    const says = `${unseen} of ${windows.length} sessions were still accepted at the last request: probe for longer (load.probeMs)`
    return { outcome: 'unknown', says }
  }
  if (windows.length < sessionsForAMean) {
    return {
      outcome: 'unknown',
      says: `${windows.length} sessions are too few: at least ${sessionsForAMean} are needed`,
    }
  }
  const lives = livesOf(windows)
  const contradicted = contradiction(boundedMean(lives, 0.999), [predicted.mean, predicted.mean], inMs)
  if (contradicted) return { ...contradicted, says: `a mean life of ${contradicted.says}` }
  const [low95, high95] = boundedMean(lives, 0.95)
  const half = (high95 - low95) / 2
  if (half > precision * predicted.mean) {
    const says = `mean life measured only to ±${inMs(half)}, required ±${inMs(precision * predicted.mean)}: add users or trials`
    return { outcome: 'unknown', says }
  }
  return asPredicted
}

const inMs = (ms: number) => `${Math.round(ms).toLocaleString('en')} ms`
const inBytes = (bytes: number) => `${bytes.toFixed(1)} bytes`
const times = (ratio: number) => ratio.toFixed(2)
const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** One unexpected outcome fails the run. One unknown outcome, an interruption, or no outcome at all makes it `unknown`. */
export function overall(outcomes: readonly (Outcome | undefined)[], interrupted: boolean): Verdict {
  const given = outcomes.filter((outcome) => outcome !== undefined)
  if (given.includes('unexpected')) return 'fail'
  return interrupted || given.length === 0 || given.includes('unknown') ? 'unknown' : 'pass'
}
