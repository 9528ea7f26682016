import { describe, expect, test } from 'vitest'
import type { Change } from './replicated-sessions.ts'
import { createAgeRecord } from './replication-lag.ts'

const now = 5_000_000
const at = (micros: number) => [micros, 'replica-1'] as const

describe('the ages of changes', () => {
  test.each<[string, Change]>([
    ['a login', { sid: 's', login: { userId: 1, issuedBy: 'a', at: at(now - 1000) } }],
    ['an item', { sid: 's', items: [['apple', ...at(now - 1000)]] }],
    [
      'an item that comes with its login',
      {
        sid: 's',
        login: { userId: 1, issuedBy: 'a', at: at(1) },
        items: [
          ['pear', ...at(2)],
          ['fig', ...at(now - 1000)],
        ],
      },
    ],
    ['a logout', { sid: 's', ended: true, endedAt: at(now - 1000) }],
    ['a logout of all', { userId: 1, endedAt: at(now - 1000) }],
  ])('%s has the age that its own stamp gives', (_what, change) => {
    const record = createAgeRecord(() => now)
    record.note(change)
    expect(record.quantilesMs()).toEqual({ p50: 1, p99: 1, max: 1 })
    expect(record.counts()).toEqual([[1024, 1]])
  })

  test('are counted in steps of 4.4 %, rounded up', () => {
    const record = createAgeRecord(() => now)
    for (let age = 1; age <= 100_000; age += 37) record.note({ userId: 1, endedAt: at(now - age) })
    const counts = record.counts()
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(Math.ceil(100_000 / 37))
    expect(counts.length).toBeLessThan(16 * 17)
    const { p50, max } = record.quantilesMs() ?? {}
    expect(p50).toBeGreaterThanOrEqual(50)
    expect(p50).toBeLessThan(50 * 1.045)
    expect(max).toBeLessThanOrEqual(100)
  })

  test('of a change sent to several peers count once for each', () => {
    const record = createAgeRecord(() => now)
    record.note({ userId: 1, endedAt: at(now - 64) }, 4)
    expect(record.counts()).toEqual([[64, 4]])
  })

  test('from the future count as 1 µs, and changes without a time are not counted', () => {
    const record = createAgeRecord(() => now)
    record.note({ sid: 's', ended: true })
    expect([record.counts(), record.quantilesMs()]).toEqual([[], null])
    record.note({ userId: 1, endedAt: at(now + 1000) })
    expect(record.counts()).toEqual([[1, 1]])
  })
})
