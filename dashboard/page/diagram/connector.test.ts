import { describe, expect, it } from 'vitest'
import { connectorBetween, moveAlong } from './connector.ts'

describe('a connector between two boxes', () => {
  const box = (left: number, top: number) => ({ left, top, right: left + 200, bottom: top + 100 })

  it.each([
    ['to the right', box(0, 0), box(240, 400)],
    ['to the left', box(240, 400), box(0, 0)],
  ])('stays in the gap between them when it goes %s', (_way, a, b) => {
    const { from, controls, to } = connectorBetween(a, b, undefined)
    expect([from.x, to.x].sort((one, other) => one - other)).toEqual([200, 240])
    expect(controls.map(({ x }) => x)).toEqual([220, 220])
  })

  it('goes straight to the next box below or above', () => {
    expect(connectorBetween(box(0, 0), box(0, 150), undefined)).toMatchObject({
      from: { x: 100, y: 100 },
      to: { x: 100, y: 150 },
    })
    expect(connectorBetween(box(0, 150), box(0, 0), undefined)).toMatchObject({
      from: { x: 100, y: 150 },
      to: { x: 100, y: 100 },
    })
  })

  it('passes beside the boxes in between', () => {
    const right = connectorBetween(box(40, 0), box(40, 400), 'right')
    expect([right.from.x, right.to.x]).toEqual([240, 240])
    expect(Math.min(...right.controls.map(({ x }) => x))).toBeGreaterThan(240)
    const left = connectorBetween(box(40, 0), box(40, 400), 'left')
    expect([left.from.x, left.to.x]).toEqual([40, 40])
    expect(Math.max(...left.controls.map(({ x }) => x))).toBeLessThan(40)
  })

  it('has positions from its start to its end', () => {
    const connector = connectorBetween(box(0, 0), box(240, 400), undefined)
    const point = { x: 0, y: 0 }
    moveAlong(connector, 0, point)
    expect(point).toEqual(connector.from)
    moveAlong(connector, 0.5, point)
    expect(point).toEqual({ x: (connector.from.x + connector.to.x) / 2, y: (connector.from.y + connector.to.y) / 2 })
    moveAlong(connector, 1, point)
    expect(point).toEqual(connector.to)
  })
})
