import { expect, test } from 'vitest'
import { createBoundedCache } from './bounded-cache.ts'

const fill = (size: number, texts: number) => {
  const cache = createBoundedCache<string, number>(size)
  for (let text = 0; text < texts; text += 1) cache.set(`${text}`, text)
  return cache
}

test('keeps the last keys, and at most twice the given number', () => {
  const cache = fill(10, 1000)
  const known = Array.from({ length: 1000 }, (_, text) => cache.get(`${text}`)).filter((value) => value !== undefined)
  expect(known.length).toBeLessThanOrEqual(20)
  expect(known.slice(-10)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999])
})

test('keeps a key that is looked up again and again', () => {
  const cache = fill(10, 1)
  for (let text = 1; text < 1000; text += 1) {
    cache.set(`${text}`, text)
    if (text % 5 === 0) expect(cache.get('0')).toBe(0)
  }
})
