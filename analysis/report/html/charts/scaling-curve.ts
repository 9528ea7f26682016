/** One mode's throughput against replicas: what was measured, the law fitted to it, and the straight line of no losses. */

import { throughputAt } from '../../../statistics/scalability-law.ts'
import type { Curve, ScalingPoint } from '../../figures/scaling.ts'
import { whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import { across, downwards, line, plot } from './plot.ts'
import { linearScale, type Scale } from './scale.ts'

/** Steps of the law's line between two numbers of replicas. */
const smoothness = 8
/** Where the highest number of replicas stands: what is drawn there needs room to its right. */
const rightmost = 0.95

/** The scale of all curves of a report: they are there to be compared. */
export function scaleOf(curves: readonly Curve[]): Scale {
  const heights = curves.flatMap((curve) => [
    ofOne(curve) * mostReplicas(curve),
    ...curve.points.map(({ goodputPerSecond: { median, ci95 } }) => ci95?.[1] ?? median),
  ])
  return linearScale(Math.max(...heights), whole)
}

/** @param labelledBy id of the text that says what is seen */
export function scalingCurve(curve: Curve, scale: Scale, labelledBy: string, measures: Markup): Markup {
  const { points, law } = curve
  const most = mostReplicas(curve)
  const place = (replicas: number) => (replicas / most) * rightmost
  const steps = Array.from({ length: (most - 1) * smoothness + 1 }, (_, index) => 1 + index / smoothness)
  return plot({
    labelledBy,
    height: 200,
    x: points.map(({ replicas }) => ({ at: place(replicas), label: `${replicas}` })),
    y: scale.ticks,
    measures,
    marks: [
      line(
        [
          [0, 0],
          [rightmost, scale.at(ofOne(curve) * most)],
        ],
        'ideal',
      ),
      ...(law === null
        ? []
        : [
            line(
              steps.map((replicas) => [place(replicas), scale.at(Math.max(0, throughputAt(law, replicas)))]),
              'law',
            ),
          ]),
      ...points.map((point) => mark(point, place(point.replicas), scale)),
    ],
  })
}

function mostReplicas({ points }: Curve): number {
  return Math.max(...points.map(({ replicas }) => replicas))
}

/** What one replica does, as far as is known. */
function ofOne({ law, points }: Curve): number {
  return law?.perReplica ?? points[0]?.goodputPerSecond.median ?? 0
}

/** A dot, which a line without length draws round however the plot is stretched, on its interval. */
function mark({ goodputPerSecond: { median, ci95 }, leftOut }: ScalingPoint, at: number, scale: Scale): Markup {
  const x = across(at)
  const [low, high] = ci95 ?? [median, median]
  return html`<path class="spread" d="M${x} ${downwards(scale.at(low))}V${downwards(scale.at(high))}"/>
<path class="point${leftOut === undefined ? '' : ' left-out'}" d="M${x} ${downwards(scale.at(median))}h0"/>
`
}
