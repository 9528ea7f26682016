import { describe, expect, it } from 'vitest'
import { studentQuantile } from './student.ts'

describe('studentQuantile', () => {
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 4, 2.776],
    [0.975, 5, 2.571],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.995, 1, 63.657],
    [0.995, 5, 4.032],
    [0.95, 6, 1.943],
  ])('of %f with %i degrees of freedom is that of the printed tables: %f', (share, freedom, table) => {
    expect(studentQuantile(share, freedom)).toBeCloseTo(table, 3)
  })
})
