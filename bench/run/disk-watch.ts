/** Ends a run on a full disk. A replica that cannot write its log stops answering, which would count as unavailable. */

import { freeBytes } from '../history/disk.ts'
import { HistoryFileError } from '../history/history-file.ts'

export interface DiskWatch {
  /** Aborted, with a HistoryFileError, when the disk is full. */
  readonly full: AbortSignal
  stop(): void
}

const intervalMs = 250
/** nginx writes its access log in blocks of up to this size: with less free space the next one fails. */
const leastBytes = 64 * 2 ** 10

export function watchDisk(folder: string): DiskWatch {
  const controller = new AbortController()
  const look = async () => {
    const free = await freeBytes(folder).catch(() => undefined)
    if (free === undefined || free >= leastBytes) return
    const message = `cannot record in ${folder}: the disk is full (${Math.floor(free / 2 ** 10)} KiB free): free space there, or choose another folder with --out`
    controller.abort(new HistoryFileError(message))
  }
  const timer = setInterval(look, intervalMs)
  return { full: controller.signal, stop: () => clearInterval(timer) }
}
