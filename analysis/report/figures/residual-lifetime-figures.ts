/** Windows of anomalies: what was measured of them beside what theory says, and whether the two agree. */

import type { SessionWindow, WindowMs } from '../../anomalies/checker.ts'
import { boundedMean, type Interval, mean } from '../../statistics/interval.ts'
import type { Prediction } from '../../theory/prediction.ts'

/** In ms. */
export interface ResidualLifetimeFigures extends WindowMs {
  /** 95 %, of the mean; the gaps between requests are in it. Absent where some windows were not seen to end. */
  readonly ci95?: Interval
  /** What theory says of the mean, for credentials that are ended at the ages at which these were. */
  readonly predictedMean?: number
}

/**
 * The mean window is the mean life less the mean age at the end. When users end their sessions is their own doing and known
 * to the microsecond, so it is subtracted from both sides, and chance is left in the lives alone.
 */
export function residualLifetimeFigures(
  windowMs: WindowMs | undefined,
  windows: readonly SessionWindow[],
  prediction: Prediction | undefined,
): ResidualLifetimeFigures | undefined {
  if (windowMs === undefined) return undefined
  const ageMs = mean(windows.map((window) => window.ageMs))
  const [low, high] = boundedMean(livesOf(windows), 0.95)
  return {
    ...windowMs,
    ...(Number.isFinite(low) && Number.isFinite(high) && { ci95: [Math.max(0, low - ageMs), high - ageMs] }),
    ...(prediction?.lifeMs && { predictedMean: prediction.lifeMs.mean - ageMs }),
  }
}

export const livesOf = (windows: readonly SessionWindow[]) => windows.map(({ lifeMs }) => lifeMs)
