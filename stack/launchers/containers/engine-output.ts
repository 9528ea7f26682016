/** Takes apart the stream in which an engine sends what a container writes. */
import type { Readable } from 'node:stream'

/** Where bytes go. */
export type Output = (bytes: Buffer) => void

/** Kind of stream (1 output, 2 error), three bytes of nothing, and the length, big endian. */
const headerBytes = 8

/**
 * Hands on what a container writes: the engine puts standard output and error into one stream, as frames with their kind and
 * length before them. Resolves when the stream has ended.
 */
export function readFrames(stream: Readable, { stdout, stderr }: { stdout: Output; stderr: Output }): Promise<void> {
  let held: Buffer = Buffer.alloc(0)
  stream.on('data', (bytes: Buffer) => {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    while (held.length >= headerBytes) {
      const end = headerBytes + held.readUInt32BE(4)
      if (held.length < end) return
      const write = held[0] === 2 ? stderr : stdout
      write(held.subarray(headerBytes, end))
      held = held.subarray(end)
    }
  })
  return new Promise((resolve) => {
    stream.on('error', () => {}) // It is closed next.
    stream.once('close', resolve)
  })
}
