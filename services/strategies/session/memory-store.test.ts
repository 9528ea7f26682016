import { afterEach, describe, expect, test, vi } from 'vitest'
import { createMemoryStore } from './memory-store.ts'
import { createSessionId } from './session-id.ts'

const session = { userId: 1, issuedBy: 'replica-1', version: 0, items: [], seenAtMs: 0 }

describe('the memory store', () => {
  afterEach(() => void vi.useRealTimers())

  test('drops the oldest session when it would exceed its maximum', async () => {
    const store = createMemoryStore(2)
    const sids = Array.from({ length: 3 }, () => createSessionId(60))
    for (const sid of sids) await store.write(sid, session)
    expect(await Promise.all(sids.map((sid) => store.read(sid)))).toEqual([undefined, session, session])
    expect(store.count()).toBe(2)
  })

  test('drops no session when another is rewritten', async () => {
    const store = createMemoryStore(2)
    const sids = [createSessionId(60), createSessionId(60)] as const
    for (const sid of [...sids, ...sids]) await store.write(sid, session)
    expect(store.count()).toBe(2)
  })

  test('does not hold expired sessions', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const store = createMemoryStore()
    const sid = createSessionId(10)
    await store.write(sid, session)
    vi.advanceTimersByTime(9_000)
    expect(await store.read(sid)).toEqual(session)
    vi.advanceTimersByTime(2_000)
    expect(await store.read(sid)).toBeUndefined()
    expect(store.count()).toBe(0)
  })
})
