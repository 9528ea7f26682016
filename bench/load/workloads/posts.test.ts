import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../random.ts'
import { posts } from './posts.ts'
import type { Step, Turn } from './workload.ts'

const random = seededRandom(1)
const steps = Array.from({ length: 1_000 }, (_, index) =>
  posts.step({ random, index, followUps: 1_000, user: 'user-7', session: 3 } as Turn),
) as Step[]
const writes = steps.filter(({ method }) => method === 'POST')

describe('workload posts', () => {
  it('writes and reads, about half and half', () => {
    expect(writes.length / steps.length).toBeCloseTo(0.5, 1)
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['post-add', 'me', 'posts']))
  })

  it('gives each post a title of its own, by user, session and step', () => {
    const titles = writes.map(({ body }) => (JSON.parse(body ?? '') as { title: string }).title)
    expect(new Set(titles).size).toBe(writes.length)
    for (const [index, { post }] of writes.entries()) expect(titles[index]).toBe(`user-7.3.${post}`)
  })

  it('ends when the scenario says', () => {
    expect(posts.step({ random, index: 5, followUps: 5 } as Turn)).toBeUndefined()
  })
})
