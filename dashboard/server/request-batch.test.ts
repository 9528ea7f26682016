import { describe, expect, it } from 'vitest'
import type { SeenRequest } from '../protocol/events.ts'
import { createRequestBatch } from './request-batch.ts'

const request = (id: string): SeenRequest => ({
  id,
  mode: 'memory',
  method: 'GET',
  path: '/memory/me',
  status: 200,
  replica: 'replica-1',
  inVain: [],
  tookMs: 1,
  bytesSent: 100,
  bytesReceived: 100,
})
const isOwn = ({ id }: SeenRequest) => id.startsWith('page-')
const idsOf = (shown: readonly SeenRequest[] = []) => shown.map(({ id }) => id)

describe('a batch of requests', () => {
  it('shows all of a few requests, in order', () => {
    const batch = createRequestBatch(3, isOwn)
    for (const id of ['a', 'page-1', 'b']) batch.add(request(id))
    expect(batch.take()).toEqual({ shown: ['a', 'page-1', 'b'].map(request), count: 3 })
    expect(batch.take()).toBeUndefined()
  })

  it('counts all of many requests, shows a sample, and always shows those of a page', () => {
    const batch = createRequestBatch(5, isOwn)
    for (let n = 0; n < 1_000; n += 1) batch.add(request(n === 700 ? 'page-1' : `other-${n}`))
    const { shown = [], count } = batch.take() ?? {}
    expect(count).toBe(1_000)
    expect(shown).toHaveLength(6)
    expect(idsOf(shown)).toContain('page-1')
  })

  it('samples uniformly', () => {
    // Whatever number comes: the last of 1,000 is kept where its place falls among the first five.
    const keeps = (chance: number) => {
      const batch = createRequestBatch(5, isOwn, () => chance)
      for (let n = 0; n < 1_000; n += 1) batch.add(request(`other-${n}`))
      return idsOf(batch.take()?.shown).includes('other-999')
    }
    expect(keeps(0.0049)).toBe(true)
    expect(keeps(0.0051)).toBe(false)
  })
})
