import { expect, test } from 'vitest'
import { createRecent } from './recent.ts'

const fill = (size: number, texts: number) => {
  const recent = createRecent<string, number>(size)
  for (let text = 0; text < texts; text += 1) recent.set(`${text}`, text)
  return recent
}

test('what was worked out last is remembered, at most twice as much as asked for', () => {
  const recent = fill(10, 1000)
  const known = Array.from({ length: 1000 }, (_, text) => recent.get(`${text}`)).filter((value) => value !== undefined)
  expect(known.length).toBeLessThanOrEqual(20)
  expect(known.slice(-10)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999])
})

test('what is asked for again and again is not forgotten, whatever comes meanwhile', () => {
  const recent = fill(10, 1)
  for (let text = 1; text < 1000; text += 1) {
    recent.set(`${text}`, text)
    if (text % 5 === 0) expect(recent.get('0')).toBe(0)
  }
})
