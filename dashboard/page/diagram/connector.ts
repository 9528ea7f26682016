/** Geometry of the diagram: the connectors between boxes, and positions on them. Pure. */

/** A position in CSS pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A connector between two boxes: a cubic Bézier curve. */
export interface Connector {
  readonly from: Point
  readonly controls: readonly [Point, Point]
  readonly to: Point
}

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>

const middleX = ({ left, right }: Box) => (left + right) / 2
const middleY = ({ top, bottom }: Box) => (top + bottom) / 2
/** The y position on the side of `box` where a connector to `other` starts: level with `other` where possible. */
const startY = (box: Box, other: Box) =>
  Math.min(box.bottom - 18, Math.max(box.top + 18, box.bottom - box.top < 220 ? middleY(box) : middleY(other)))
/** Distance between stacked boxes and a connector that passes beside them. */
const besidePixels = 34

/**
 * Connects the facing sides of two boxes.
 *
 * @param beside for stacked boxes: the side on which the connector passes the boxes between them
 */
export function connectorBetween(a: Box, b: Box, beside: 'left' | 'right' | undefined): Connector {
  if (beside === 'left') return besideConnector(a.left, b.left, a, b, Math.max(2, a.left - besidePixels))
  if (a.right <= b.left) return horizontalConnector({ x: a.right, y: startY(a, b) }, { x: b.left, y: middleY(b) })
  if (b.right <= a.left) return horizontalConnector({ x: a.left, y: middleY(a) }, { x: b.right, y: startY(b, a) })
  if (beside === 'right') return besideConnector(a.right, b.right, a, b, Math.max(a.right, b.right) + besidePixels)
  const isAbove = a.bottom <= b.top
  const from = { x: middleX(a), y: isAbove ? a.bottom : a.top }
  const to = { x: middleX(b), y: isAbove ? b.top : b.bottom }
  const y = (from.y + to.y) / 2
  return {
    from,
    controls: [
      { x: from.x, y },
      { x: to.x, y },
    ],
    to,
  }
}

/** A curve that starts and ends horizontally and turns at `x`. */
function turningAt(x: number, from: Point, to: Point): Connector {
  return {
    from,
    controls: [
      { x, y: from.y },
      { x, y: to.y },
    ],
    to,
  }
}

function besideConnector(fromX: number, toX: number, a: Box, b: Box, x: number): Connector {
  return turningAt(x, { x: fromX, y: middleY(a) }, { x: toX, y: middleY(b) })
}

function horizontalConnector(from: Point, to: Point): Connector {
  return turningAt((from.x + to.x) / 2, from, to)
}

/** Sets `point` to the position at `share` (0–1) of the curve. Writes into it, since it is called for every dot and frame. */
export function moveAlong({ from, controls, to }: Connector, share: number, point: { x: number; y: number }): void {
  const rest = 1 - share
  const a = rest * rest * rest
  const b = 3 * rest * rest * share
  const c = 3 * rest * share * share
  const d = share * share * share
  point.x = a * from.x + b * controls[0].x + c * controls[1].x + d * to.x
  point.y = a * from.y + b * controls[0].y + c * controls[1].y + d * to.y
}
