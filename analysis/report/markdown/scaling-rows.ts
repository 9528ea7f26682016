/** The points of a scaling curve in cells, as report.html and report.md show them. Pure. */

import type { Interval } from '../../statistics/interval.ts'
import type { ScalingPoint } from '../figures/scaling.ts'
import { percent, whole } from '../html/format-figures.ts'

/** Replicas, good answers, times one replica, predicted, by the law, how far off; then who was busy, in % of a core. */
export function pointRows(point: ScalingPoint): readonly string[] {
  const { replicas, goodputPerSecond, speedUp, predictedSpeedUp, fitted, busy, leftOut } = point
  const busyPercent = (share: number | null) => (share === null ? '–' : (share * 100).toFixed(0))
  const within = (interval: Interval | null, how: (value: number) => string) =>
    interval === null ? '' : ` [${interval.map(how).join(', ')}]`
  const times = (value: number) => value.toFixed(2)
  return [
    `${replicas}${leftOut === undefined ? '' : ' *'}`,
    `${whole(goodputPerSecond.median)}${within(goodputPerSecond.ci95, whole)}`,
    speedUp === null ? '–' : `${times(speedUp.median)}${within(speedUp.ci95, times)}`,
    predictedSpeedUp?.toFixed(1) ?? '–',
    fitted === null ? '–' : whole(fitted.goodputPerSecond),
    fitted === null ? '–' : percent(fitted.residual),
    ...[busy.replica, busy.loadBalancer, busy.redis, busy.client].map(busyPercent),
  ]
}
