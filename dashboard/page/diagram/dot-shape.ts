/** Draws one dot. */
import type { Point } from './connector.ts'

/** Every outcome has its own shape, since colours alone are not enough for many viewers or on a pale projector. */
export function drawShape(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  r: number,
  as: string,
  colour: string,
): void {
  context.fillStyle = colour
  context.strokeStyle = colour
  context.lineWidth = r / 2.4
  context.beginPath()
  if (as === 'refused') {
    context.moveTo(x - r, y - r)
    context.lineTo(x + r, y + r)
    context.moveTo(x + r, y - r)
    context.lineTo(x - r, y + r)
    context.lineWidth = r / 1.7
    context.stroke()
    return
  }
  if (as === 'forbidden') {
    context.moveTo(x, y - r * 1.2)
    context.lineTo(x + r * 1.2, y + r)
    context.lineTo(x - r * 1.2, y + r)
    context.closePath()
  } else if (as === 'failed') context.rect(x - r, y - r, 2 * r, 2 * r)
  else if (as === 'rejected') {
    context.moveTo(x, y - r * 1.3)
    context.lineTo(x + r * 1.3, y)
    context.lineTo(x, y + r * 1.3)
    context.lineTo(x - r * 1.3, y)
    context.closePath()
  } else context.arc(x, y, r, 0, 2 * Math.PI)
  if (as === 'travelling') context.stroke()
  else context.fill()
}
