import { describe, expect, it } from 'vitest'
import { normalQuantile, normalTail } from './normal.ts'

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.158655254],
    [1.96, 0.024997895],
    [3, 0.001349898],
    [5, 2.86651572e-7],
    [-2, 0.977249868],
  ])('has above %f the share %f, as in the tables', (x, tail) => {
    expect(normalTail(x) / tail).toBeCloseTo(1, 6)
  })
  it.each([
    [0.5, 0],
    [0.975, 1.959964],
    [0.9995, 3.290527],
    [0.025, -1.959964],
  ])('has the quantile %f at %f', (share, x) => expect(normalQuantile(share)).toBeCloseTo(x, 5))
})
