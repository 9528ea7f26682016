import { describe, expect, it } from 'vitest'
import { duration } from './format-figures.ts'

describe('a duration', () => {
  it.each([
    [0.43, '430\u00a0µs'],
    [4.428, '4.43\u00a0ms'],
    [1_200, '1.2\u00a0s'],
    [0, '0\u00a0s'],
  ])('of %d ms is written in the unit that suits it: %s', (ms, text) => expect(duration(ms)).toBe(text))
})
