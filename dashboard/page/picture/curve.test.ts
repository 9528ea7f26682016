import { describe, expect, it } from 'vitest'
import { moveAlong, wireBetween } from './curve.ts'

describe('the wire between two boxes', () => {
  const box = (left: number, top: number) => ({ left, top, right: left + 200, bottom: top + 100 })

  it.each([
    ['to the right', box(0, 0), box(240, 400)],
    ['to the left', box(240, 400), box(0, 0)],
  ])('stays in the gap between them on its way %s', (_way, a, b) => {
    const { from, bends, to } = wireBetween(a, b, undefined)
    expect([from.x, to.x].sort((one, other) => one - other)).toEqual([200, 240])
    expect(bends.map(({ x }) => x)).toEqual([220, 220])
  })

  it('leads straight from one to the next below or above it', () => {
    expect(wireBetween(box(0, 0), box(0, 150), undefined)).toMatchObject({
      from: { x: 100, y: 100 },
      to: { x: 100, y: 150 },
    })
    expect(wireBetween(box(0, 150), box(0, 0), undefined)).toMatchObject({
      from: { x: 100, y: 150 },
      to: { x: 100, y: 100 },
    })
  })

  it('passes beside the boxes that may lie between', () => {
    const right = wireBetween(box(40, 0), box(40, 400), 'right')
    expect([right.from.x, right.to.x]).toEqual([240, 240])
    expect(Math.min(...right.bends.map(({ x }) => x))).toBeGreaterThan(240)
    const left = wireBetween(box(40, 0), box(40, 400), 'left')
    expect([left.from.x, left.to.x]).toEqual([40, 40])
    expect(Math.max(...left.bends.map(({ x }) => x))).toBeLessThan(40)
  })

  it('is gone along from its beginning to its end', () => {
    const wire = wireBetween(box(0, 0), box(240, 400), undefined)
    const point = { x: 0, y: 0 }
    moveAlong(wire, 0, point)
    expect(point).toEqual(wire.from)
    moveAlong(wire, 0.5, point)
    expect(point).toEqual({ x: (wire.from.x + wire.to.x) / 2, y: (wire.from.y + wire.to.y) / 2 })
    moveAlong(wire, 1, point)
    expect(point).toEqual(wire.to)
  })
})
