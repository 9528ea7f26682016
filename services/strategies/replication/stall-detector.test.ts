import { afterEach, describe, expect, test, vi } from 'vitest'
import { createStallDetector, type StallDetector } from './stall-detector.ts'

/** Blocks this whole process, as freezing it does. */
const freeze = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

let detector: StallDetector | undefined
afterEach(() => detector?.close())

function watch({ maxWaitMs = 10_000 } = {}) {
  const peers = { asked: 0, haveAnswered: false }
  const resynchronise = () => {
    peers.asked += 1
  }
  detector = createStallDetector({
    stalledAfterMs: 200,
    maxWaitMs,
    resynchronise,
    isSynchronised: () => peers.haveAnswered,
  })
  return { peers, recovery: detector.recovery }
}

describe('a replica that has stalled', () => {
  test('asks its peers, and reads nothing before they have answered', async () => {
    const { peers, recovery } = watch()
    freeze(300)
    const read = vi.fn()
    const recovered = recovery()?.then(read)
    expect(recovered).toBeDefined()
    expect(peers.asked).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(read).not.toHaveBeenCalled()
    peers.haveAnswered = true
    await recovered
    expect(recovery()).toBeUndefined()
  })

  test('stops waiting for a peer that is gone', async () => {
    const { recovery } = watch({ maxWaitMs: 30 })
    freeze(300)
    await recovery()
    expect(recovery()).toBeUndefined()
  })

  test('asks again if another stall follows meanwhile', async () => {
    const { peers, recovery } = watch()
    freeze(300)
    const first = recovery()
    freeze(300)
    const second = recovery()
    expect(peers.asked).toBe(2)
    peers.haveAnswered = true
    await Promise.all([first, second])
    expect(recovery()).toBeUndefined()
  })
})
