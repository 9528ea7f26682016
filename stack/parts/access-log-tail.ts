/** Follows the load balancer's access log while it is written, and keeps the file from filling the disk. */
import { open } from 'node:fs/promises'
import { type AccessRecord, parseAccessLine } from '../../loadbalancer/access-log.ts'

export interface TailOptions {
  readonly file: string
  /** Told of all requests whose lines have come since the last look, in the order of the log. */
  readonly onRecords: (records: readonly AccessRecord[]) => void
  /** How often is looked. Default: 50 ms. */
  readonly everyMs?: number
  /** Read to the end, a longer file is emptied; nginx appends, and so goes on at the start. Default: 64 MB. */
  readonly maxBytes?: number
}

/** Begins at the file's end. The result ends the following; calling it twice is harmless. */
export async function followAccessLog(options: TailOptions): Promise<() => Promise<void>> {
  const { file, onRecords, everyMs = 50, maxBytes = 64 * 2 ** 20 } = options
  const log = await open(file, 'r+')
  let position = (await log.stat()).size
  let rest = Buffer.alloc(0)
  let looking: Promise<void> = Promise.resolve()
  let isOver = false

  async function look(): Promise<void> {
    const { size } = await log.stat()
    if (size < position) position = 0 // Somebody else has emptied it.
    if (size === position) return
    const fresh = Buffer.alloc(size - position)
    const { bytesRead } = await log.read(fresh, 0, fresh.length, position)
    position += bytesRead
    const text = Buffer.concat([rest, fresh.subarray(0, bytesRead)])
    const end = text.lastIndexOf('\n') + 1
    rest = text.subarray(end)
    const records = text.subarray(0, end).toString('utf8').split('\n').flatMap(recordOf)
    if (records.length > 0) onRecords(records)
    if (position > maxBytes) {
      await log.truncate(0)
      position = 0
    }
  }

  const timer = setInterval(() => {
    looking = looking.then(() => (isOver ? undefined : look()))
  }, everyMs)
  return async () => {
    if (isOver) return
    clearInterval(timer)
    await looking
    isOver = true
    await log.close()
  }
}

/** A line that was cut when the file was emptied says nothing. */
function recordOf(line: string): AccessRecord[] {
  if (line === '') return []
  try {
    return [parseAccessLine(line)]
  } catch {
    return []
  }
}
