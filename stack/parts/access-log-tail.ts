/** Follows the load balancer's access log while nginx writes it, and truncates it before it fills the disk. */
import { open } from 'node:fs/promises'
import { type AccessRecord, parseAccessLine } from '../../loadbalancer/access-log.ts'

export interface TailOptions {
  readonly file: string
  /** Receives the records of the lines added since the last read, in the order of the log. */
  readonly onRecords: (records: readonly AccessRecord[]) => void
  /** Interval between reads. Default: 50 ms. */
  readonly everyMs?: number
  /** A longer file is truncated after it was read; nginx appends, and so continues at its start. Default: 64 MB. */
  readonly maxBytes?: number
  /** Told once if the log cannot be read; it is tried again all the same. */
  readonly onProblem?: (message: string) => void
}

/** Starts at the end of the file. Returns a function that stops following; calling it twice is harmless. */
export async function followAccessLog(options: TailOptions): Promise<() => Promise<void>> {
  const { file, onRecords, everyMs = 50, maxBytes = 64 * 2 ** 20, onProblem } = options
  const log = await open(file, 'r+')
  let position = (await log.stat()).size
  let incompleteLine = Buffer.alloc(0)
  let reading: Promise<void> = Promise.resolve()
  let isOver = false

  async function readOn(): Promise<void> {
    const { size } = await log.stat()
    if (size < position) position = 0 // Another process truncated the file.
    if (size === position) return
    const fresh = Buffer.alloc(size - position)
    const { bytesRead } = await log.read(fresh, 0, fresh.length, position)
    position += bytesRead
    const text = Buffer.concat([incompleteLine, fresh.subarray(0, bytesRead)])
    const end = text.lastIndexOf('\n') + 1
    incompleteLine = text.subarray(end)
    const records = text.subarray(0, end).toString('utf8').split('\n').flatMap(recordOf)
    if (records.length > 0) onRecords(records)
    if (position > maxBytes) {
      await log.truncate(0)
      position = 0
    }
  }

  let isReported = false
  function report(error: NodeJS.ErrnoException): void {
    if (!isReported)
      onProblem?.(`cannot read the access log ${file} (${error.code ?? error.message}): the page shows no requests`)
    isReported = true
  }

  const timer = setInterval(() => {
    reading = reading.then(() => (isOver ? undefined : readOn())).catch(report)
  }, everyMs)
  return async () => {
    if (isOver) return
    clearInterval(timer)
    await reading
    isOver = true
    await log.close()
  }
}

/** Returns nothing for a line that was cut when the file was truncated. */
function recordOf(line: string): AccessRecord[] {
  if (line === '') return []
  try {
    return [parseAccessLine(line)]
  } catch {
    return []
  }
}
