import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../random.ts'
import { UserPool } from './user-pool.ts'
import type { VirtualUser } from './virtual-user.ts'

const user = (name: string, midSession = false) => ({ name, midSession, ready: true }) as VirtualUser
const users = ['a', 'b', 'c', 'd'].map((name) => user(name))

describe('the pool of users', () => {
  it('hands each user to one connection only', () => {
    const pool = new UserPool(users, seededRandom(1))
    const taken = users.map(() => pool.take()?.name)
    expect(taken.toSorted()).toEqual(['a', 'b', 'c', 'd'])
    expect(pool.empty).toBe(true)
    expect(pool.take()).toBeUndefined()
  })

  it('picks every idle user equally often, whichever was picked last', () => {
    const pool = new UserPool(users, seededRandom(2))
    const counts: Record<string, number> = {}
    for (let turn = 0; turn < 8_000; turn += 1) {
      const taken = pool.take() as VirtualUser
      counts[taken.name] = (counts[taken.name] ?? 0) + 1
      pool.offer(taken)
    }
    for (const { name } of users) expect(Math.abs((counts[name] ?? 0) - 2_000)).toBeLessThan(200)
  })

  it('picks users in an order that depends on the seed alone', () => {
    const order = (seed: number) => {
      const pool = new UserPool(users, seededRandom(seed))
      return users.map(() => pool.take()?.name).join('')
    }
    expect(order(5)).toBe(order(5))
    expect(new Set([1, 2, 3, 4, 5, 6].map(order)).size).toBeGreaterThan(1)
  })

  it('after closing offers only users with an unfinished session', () => {
    const pool = new UserPool([user('done'), user('open', true)], seededRandom(3))
    pool.close()
    const open = pool.take() as VirtualUser
    expect(open.name).toBe('open')
    pool.offer(open)
    expect(pool.take()?.name).toBe('open')
    pool.offer(user('open'))
    expect(pool.empty).toBe(true)
  })

  it('offers a user again during a request if the user is ready for another', () => {
    const pool = new UserPool([user('a')], seededRandom(4))
    const taken = pool.take() as VirtualUser
    pool.offer(taken)
    pool.offer(taken) // the answer to the first request: it is in already
    expect(pool.take()).toBe(taken)
    expect(pool.empty).toBe(true)
  })

  it('does not offer a user during its think time, even if it was ready for another request, and offers it in time afterwards', () => {
    const pool = new UserPool([user('a')], seededRandom(6), 2)
    const taken = pool.take() as VirtualUser
    pool.offer(taken) // there is room for another request of its session …
    pool.over(taken, 1_000) // … but then an answer comes
    expect(pool.empty).toBe(true)
    expect(pool.wake(2_999)).toBeUndefined()
    expect(pool.wake(3_500)).toBe(3_000)
    expect(pool.take()).toBe(taken)
  })

  it('offers a user at once after an answer if there is no think time', () => {
    const pool = new UserPool([user('a')], seededRandom(7))
    const taken = pool.take() as VirtualUser
    pool.over(taken, 0)
    expect(pool.take()).toBe(taken)
    expect(pool.wake(1e9)).toBeUndefined()
  })

  it('does not offer a user that is not ready', () => {
    const pool = new UserPool([], seededRandom(5))
    pool.offer({ ready: false, midSession: true } as VirtualUser)
    expect(pool.empty).toBe(true)
  })
})
