import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { StreamRelay } from './stream-relay.ts'
import type { Effect } from './toxics.ts'

function startRelay(effects: readonly Effect[], random = Math.random) {
  const from = new PassThrough({ highWaterMark: 1 << 16 })
  const to = new PassThrough({ highWaterMark: 1 << 16 })
  const active = [...effects]
  const relay = new StreamRelay({ from, to, effects: () => active, random, onDrop: () => {}, breakUp: () => {} })
  return { from, to, relay, active }
}

async function read(to: PassThrough): Promise<Buffer> {
  const arrived: Buffer[] = []
  to.on('data', (bytes) => arrived.push(bytes))
  await once(to, 'end')
  return Buffer.concat(arrived)
}

describe('a stream relay', () => {
  it('keeps the order of bytes, however chunks are delayed and cut', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 20 })
    const toxics = { jitter: fc.integer({ min: 0, max: 12 }), rate: fc.constantFrom(undefined, 1, 20) }
    await fc.assert(
      fc.asyncProperty(chunks, toxics.jitter, toxics.rate, async (sent, jitter, rate) => {
        const latency: Effect = { delayMs: (random) => random() * jitter }
        const { from, to } = startRelay([latency, ...(rate === undefined ? [] : [{ bytesPerMs: rate }])])
        const arrived = read(to)
        for (const chunk of sent) {
          from.write(chunk)
          await turnOfTheLoop() // Each chunk then arrives separately.
        }
        from.end()
        expect(await arrived).toEqual(Buffer.concat(sent))
      }),
      { numRuns: 40 },
    )
  })

  it('stops reading at one mebibyte of held bytes, and continues when they are forwarded', async () => {
    const { from, to, relay, active } = startRelay([{ delayMs: () => 3_600_000 }])
    const sent = Buffer.alloc(3 << 20, 'abc')
    for (let at = 0; at < sent.length; at += 1 << 16) from.write(sent.subarray(at, at + (1 << 16)))
    from.end()
    await vi.waitFor(() => expect(from.isPaused()).toBe(true))
    expect(from.readableLength + from.writableLength).toBeGreaterThan(1 << 20)
    const arrived = read(to)
    active.length = 0
    relay.refresh()
    expect(await arrived).toEqual(sent)
  })

  it('waits for a receiver that is slower than the sender', async () => {
    const { from, to } = startRelay([])
    const sent = Buffer.alloc(4 << 20, 'x')
    for (let at = 0; at < sent.length; at += 1 << 16) from.write(sent.subarray(at, at + (1 << 16)))
    from.end()
    await vi.waitFor(() => expect(from.isPaused()).toBe(true)) // The other end does not read yet.
    expect(to.writableLength + to.readableLength).toBeLessThan(1 << 20)
    expect(await read(to)).toEqual(sent)
  })
})
