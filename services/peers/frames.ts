/** Framing of messages on a TCP connection: a length of four bytes, then JSON of that length. */
import type { Socket } from 'node:net'

const headerBytes = 4

/** Encodes a message once, to be sent to any number of peers. */
export function encodeFrame(message: unknown): Buffer {
  const body = JSON.stringify(message)
  const frame = Buffer.allocUnsafe(headerBytes + Buffer.byteLength(body))
  frame.writeUInt32BE(frame.length - headerBytes, 0)
  frame.write(body, headerBytes)
  return frame
}

/** Reads frames. Both methods are called for each frame, so that limits may change in between. */
export interface FrameReader {
  /** A longer message destroys the connection. */
  maxBytes(): number
  onMessage(message: unknown): void
}

/** Delivers each message as soon as it is complete. A message that is too long or not JSON destroys the connection with an error. */
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
      socket.destroy(new Error('[peers] a message cannot be read', { cause }))
    }
  })
}
