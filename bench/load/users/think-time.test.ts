import { describe, expect, it } from 'vitest'
import { Thinkers } from './think-time.ts'
import type { VirtualUser } from './virtual-user.ts'

const user = (name: string) => ({ name }) as VirtualUser

describe('think time', () => {
  it('ends for each user after the configured time, in the order in which it began', () => {
    const thinkers = new Thinkers(10)
    thinkers.begin(user('a'), 0)
    thinkers.begin(user('b'), 4_000)
    expect(thinkers.release(9_999)).toBeUndefined()
    expect(thinkers.release(20_000)).toMatchObject({ user: { name: 'a' }, untilMicros: 10_000 })
    expect(thinkers.release(20_000)).toMatchObject({ user: { name: 'b' }, untilMicros: 14_000 })
    expect(thinkers.release(99_000)).toBeUndefined()
  })

  it('starts again with another answer', () => {
    const thinkers = new Thinkers(10)
    const a = user('a')
    thinkers.begin(a, 0)
    thinkers.begin(a, 5_000)
    expect(thinkers.release(14_999)).toBeUndefined()
    expect(thinkers.release(15_000)?.user).toBe(a)
    thinkers.begin(a, 20_000)
    expect(thinkers.release(30_000)?.user).toBe(a)
  })
})
