/** Where wires run between boxes, and where on a wire a dot is. Pure. */

export interface Point {
  readonly x: number
  readonly y: number
}

/** A wire: a cubic Bézier between two boxes. */
export interface Wire {
  readonly from: Point
  readonly bends: readonly [Point, Point]
  readonly to: Point
}

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>

const middleX = ({ left, right }: Box) => (left + right) / 2
const middleY = ({ top, bottom }: Box) => (top + bottom) / 2
/** Where on the right side of `box` a wire to `other` begins: as level with it as the box allows. */
const within = (box: Box, other: Box) =>
  Math.min(box.bottom - 18, Math.max(box.top + 18, box.bottom - box.top < 220 ? middleY(box) : middleY(other)))
/** How far a wire runs beside boxes that are below each other. */
const besidePixels = 34

/**
 * A wire from one box to another, by the sides that look at each other.
 *
 * @param beside on which side it passes where others lie between: boxes below each other, texts and all
 */
export function wireBetween(a: Box, b: Box, beside: 'left' | 'right' | undefined): Wire {
  if (beside === 'left') return besideWire(a.left, b.left, a, b, Math.max(2, a.left - besidePixels))
  if (a.right <= b.left) return flatWire({ x: a.right, y: within(a, b) }, { x: b.left, y: middleY(b) })
  if (b.right <= a.left) return flatWire({ x: a.left, y: middleY(a) }, { x: b.right, y: within(b, a) })
  if (beside === 'right') return besideWire(a.right, b.right, a, b, Math.max(a.right, b.right) + besidePixels)
  const isAbove = a.bottom <= b.top
  const from = { x: middleX(a), y: isAbove ? a.bottom : a.top }
  const to = { x: middleX(b), y: isAbove ? b.top : b.bottom }
  const y = (from.y + to.y) / 2
  return {
    from,
    bends: [
      { x: from.x, y },
      { x: to.x, y },
    ],
    to,
  }
}

/** A wire that leaves and arrives level, and turns at this place between. */
function turningAt(x: number, from: Point, to: Point): Wire {
  return {
    from,
    bends: [
      { x, y: from.y },
      { x, y: to.y },
    ],
    to,
  }
}

function besideWire(fromX: number, toX: number, a: Box, b: Box, x: number): Wire {
  return turningAt(x, { x: fromX, y: middleY(a) }, { x: toX, y: middleY(b) })
}

function flatWire(from: Point, to: Point): Wire {
  return turningAt((from.x + to.x) / 2, from, to)
}

/** Moves a point to where this share of the way is done. */
export function moveAlong({ from, bends, to }: Wire, share: number, point: { x: number; y: number }): void {
  const rest = 1 - share
  const a = rest * rest * rest
  const b = 3 * rest * rest * share
  const c = 3 * rest * share * share
  const d = share * share * share
  point.x = a * from.x + b * bends[0].x + c * bends[1].x + d * to.x
  point.y = a * from.y + b * bends[0].y + c * bends[1].y + d * to.y
}
