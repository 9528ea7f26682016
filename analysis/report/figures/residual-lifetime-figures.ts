/** Windows of anomalies: what was measured of them beside what theory says, and whether the two agree. */

import type { WindowMs } from '../../anomalies/checker.ts'
import type { SessionWindow } from '../../anomalies/residual-lifetime.ts'
import { boundedMean, type Interval, mean } from '../../statistics/interval.ts'
import type { LifeMs, Prediction } from '../../theory/prediction.ts'
import type { Judgement } from '../model/verdict.ts'

/** In ms. */
export interface WindowReport extends WindowMs {
  /** 95 %, of the mean; the gaps between requests are in it. Absent where some windows were not seen to end. */
  readonly ci95?: Interval
  /** The mean for ends that came when these came; the longest whenever they come. */
  readonly predicted?: { readonly mean: number; readonly max: number }
}

/** Fewer sessions than this give no normal mean. */
const sessionsForAMean = 30

/**
 * The mean window is the mean life less the mean age at the end. When users end their sessions is their own doing and known
 * to the microsecond, so it is subtracted from both sides, and chance is left in the lives alone.
 */
export function windowReport(
  windowMs: WindowMs | undefined,
  windows: readonly SessionWindow[],
  prediction: Prediction | undefined,
): WindowReport | undefined {
  if (windowMs === undefined) return undefined
  const ageMs = mean(windows.map((window) => window.ageMs))
  const [low, high] = boundedMean(livesOf(windows), 0.95)
  return {
    ...windowMs,
    ...(Number.isFinite(low) && Number.isFinite(high) && { ci95: [Math.max(0, low - ageMs), high - ageMs] }),
    ...(prediction?.lifeMs && { predicted: { mean: prediction.lifeMs.mean - ageMs, max: prediction.lifeMs.max } }),
  }
}

/**
 * The mean life is rejected only where it lies outside the 99.9 % interval, the longest one where any window was longer:
 * what was accepted was accepted, so there is no chance in that.
 *
 * @param precision half-width of the 95 % interval that is asked for, as a share of the predicted mean
 */
export function judgeLife(windows: readonly SessionWindow[], predicted: LifeMs, precision = 1): Judgement {
  const tooLong = windows.find(({ lifeMs: [atLeast] }) => atLeast > predicted.max)
  if (tooLong !== undefined) {
    const says = `alive ${inMs(tooLong.lifeMs[0])} after its issue, where ${inMs(predicted.max)} are the limit`
    return { outcome: 'unexpected', says }
  }
  const unseen = windows.filter(({ lifeMs: [, atMost] }) => !Number.isFinite(atMost)).length
  if (unseen > 0) {
    const says = `${unseen} of ${windows.length} sessions were not seen to die: probe for longer (load.probeMs)`
    return { outcome: 'unknown', says }
  }
  if (windows.length < sessionsForAMean) {
    return { outcome: 'unknown', says: `${windows.length} sessions prove nothing: ${sessionsForAMean} are needed` }
  }
  const lives = livesOf(windows)
  const [low, high] = boundedMean(lives, 0.999)
  if (predicted.mean < low || predicted.mean > high) {
    const says = `a mean life of ${inMs(predicted.mean)} predicted, but measured within ${inMs(low)}–${inMs(high)} (99.9 %)`
    return { outcome: 'unexpected', says }
  }
  const [low95, high95] = boundedMean(lives, 0.95)
  const half = (high95 - low95) / 2
  if (half > precision * predicted.mean) {
    const says = `mean life known only to ±${inMs(half)}, needed to ±${inMs(precision * predicted.mean)}: add users or trials`
    return { outcome: 'unknown', says }
  }
  return { outcome: 'as-expected', says: 'as predicted' }
}

const livesOf = (windows: readonly SessionWindow[]) => windows.map(({ lifeMs }) => lifeMs)

const inMs = (ms: number) => `${Math.round(ms).toLocaleString('en')} ms`
