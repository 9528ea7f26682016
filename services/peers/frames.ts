/** Messages on a TCP connection: four bytes that say how long, then so many bytes of JSON. */
import type { Socket } from 'node:net'

const headerBytes = 4

/** A message as it travels; encoded once, it can be sent to many. */
export function encodeFrame(message: unknown): Buffer {
  const body = JSON.stringify(message)
  const frame = Buffer.allocUnsafe(headerBytes + Buffer.byteLength(body))
  frame.writeUInt32BE(frame.length - headerBytes, 0)
  frame.write(body, headerBytes)
  return frame
}

/** Who reads a connection. Both are asked anew for each frame, so that the reader may change in between. */
export interface FrameReader {
  /** Longer messages are never waited for: the connection is destroyed. */
  maxBytes(): number
  onMessage(message: unknown): void
}

/** Hands over each message as soon as it is complete. What is too long, or no JSON, destroys the connection with an error. */
export function readFrames(socket: Socket, reader: FrameReader): void {
  let chunks: Buffer[] = []
  let held = 0
  let needed = headerBytes

  function next(): boolean {
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    const length = bytes.readUInt32BE(0)
    if (length > reader.maxBytes())
      throw new Error(`a message of ${length} bytes, at most ${reader.maxBytes()} allowed`)
    needed = headerBytes + length
    chunks = [bytes]
    if (held < needed) return false
    const message: unknown = JSON.parse(bytes.toString('utf8', headerBytes, needed))
    chunks = [bytes.subarray(needed)]
    held -= needed
    needed = headerBytes
    reader.onMessage(message)
    return true
  }

  socket.on('data', (chunk) => {
    chunks.push(chunk)
    held += chunk.length
    try {
      while (held >= needed && !socket.destroyed) if (!next()) return
    } catch (cause) {
      socket.destroy(new Error('[peers] a message that cannot be read', { cause }))
    }
  })
}
