/** Splits the stream in which an engine sends a container's standard output and standard error. */
import type { Readable } from 'node:stream'

/** A destination of bytes. */
export type Output = (bytes: Buffer) => void

/** The stream (1 output, 2 error), three zero bytes, and the length, big endian. */
const headerBytes = 8

/**
 * Passes on what a container writes. The engine sends both outputs in one stream of frames, each with a header. Resolves when
 * the stream has ended.
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
    stream.on('error', () => {}) // A `close` event follows.
    stream.once('close', resolve)
  })
}
