import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readFrames } from './engine-output.ts'

function frame(kind: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8)
  header[0] = kind
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

async function read(pieces: readonly Buffer[]) {
  const stream = new PassThrough()
  const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const done = readFrames(stream, {
    stdout: (bytes) => void got.stdout.push(bytes),
    stderr: (bytes) => void got.stderr.push(bytes),
  })
  for (const piece of pieces) stream.write(piece)
  stream.end()
  await done
  return { stdout: Buffer.concat(got.stdout).toString(), stderr: Buffer.concat(got.stderr).toString() }
}

describe('frames', () => {
  const all = Buffer.concat([frame(1, 'one '), frame(2, 'oops'), frame(1, ''), frame(1, 'two')])
  const expected = { stdout: 'one two', stderr: 'oops' }

  it('are split where they arrive together', async () => expect(await read([all])).toEqual(expected))

  it('are joined wherever they are cut', async () => {
    for (let cut = 1; cut < all.length; cut += 1)
      expect(await read([all.subarray(0, cut), all.subarray(cut)])).toEqual(expected)
    expect(await read([...all].map((byte) => Buffer.from([byte])))).toEqual(expected)
  })

  it('that are incomplete are not passed on', async () => {
    expect(await read([all.subarray(0, all.length - 1)])).toEqual({ stdout: 'one ', stderr: 'oops' })
  })
})
