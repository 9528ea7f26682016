import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Waking, watchSleep } from './stall-detector.ts'

/** Blocks this whole process, as being frozen does. */
const freeze = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

let waking: Waking | undefined
afterEach(() => waking?.close())

function watch({ patienceMs = 10_000 } = {}) {
  const told = { asked: 0, hasCaughtUp: false }
  const catchUp = () => {
    told.asked += 1
  }
  waking = watchSleep({ sleptAfterMs: 200, patienceMs, catchUp, hasCaughtUp: () => told.hasCaughtUp })
  return { told, awake: waking.awake }
}

describe('a replica that has slept', () => {
  test('asks its peers, and lets nobody look before they have told', async () => {
    const { told, awake } = watch()
    freeze(300)
    const looked = vi.fn()
    const waits = awake()?.then(looked)
    expect(waits).toBeDefined()
    expect(told.asked).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(looked).not.toHaveBeenCalled()
    told.hasCaughtUp = true
    await waits
    expect(awake()).toBeUndefined()
  })

  test('does not wait for ever for a peer that is gone', async () => {
    const { awake } = watch({ patienceMs: 30 })
    freeze(300)
    await awake()
    expect(awake()).toBeUndefined()
  })

  test('asks again where it slept again meanwhile', async () => {
    const { told, awake } = watch()
    freeze(300)
    const first = awake()
    freeze(300)
    const second = awake()
    expect(told.asked).toBe(2)
    told.hasCaughtUp = true
    await Promise.all([first, second])
    expect(awake()).toBeUndefined()
  })
})
