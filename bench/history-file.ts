/** Writes and reads `history.ndjson.gz`: one record a line, flushed after each segment, so that a crash loses little. */

import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { constants, createGunzip, createGzip } from 'node:zlib'
import type { History, HistoryRecord, RunRecord } from './history.ts'
import { HistoryParts } from './history-parts.ts'

export interface HistoryWriter {
  write(records: Iterable<HistoryRecord>): void
  /** Resolves when all that was written so far can be read back from the file. */
  flush(): Promise<void>
  close(): Promise<void>
}

const linesPerChunk = 2_000

export function openHistoryFile(path: string): HistoryWriter {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  const done = finished(gzip.pipe(createWriteStream(path)))
  done.catch(() => {}) // awaited in close(); until then an error here must not end the process
  return {
    write(records) {
      let lines: string[] = []
      for (const record of records) {
        lines.push(JSON.stringify(record))
        if (lines.length >= linesPerChunk) {
          gzip.write(`${lines.join('\n')}\n`)
          lines = []
        }
      }
      if (lines.length > 0) gzip.write(`${lines.join('\n')}\n`)
    },
    flush: () => new Promise((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, () => resolve())),
    close: async () => {
      gzip.end()
      await done
    },
  }
}

/** A history file that cannot be used; the message names it and says why. */
export class HistoryFileError extends Error {
  readonly code = 'ERR_HISTORY_FILE'
}

/**
 * Reads a history back. A file cut short by a crash is read as far as it goes, and counts as interrupted.
 * @throws HistoryFileError
 */
export async function readHistoryFile(path: string): Promise<History> {
  const parts = new HistoryParts()
  let run: RunRecord | undefined
  let interruption: string | undefined
  for await (const record of recordsIn(path)) {
    if (record === cutOff) interruption = 'the history file is cut off'
    else if (record.type === 'run') run = record
    else if (record.type === 'interruption') interruption = record.reason
    else parts.add(record)
  }
  if (run === undefined) throw new HistoryFileError(`${path} holds no run`)
  if (run.schema !== 'lab-history/1') {
    throw new HistoryFileError(
      `${path} is of schema ${run.schema}: this lab reads lab-history/1, a newer one may read it`,
    )
  }
  return parts.historyOf(run, interruption)
}

/** What comes instead of a line that ends in the middle, and ends the records. */
const cutOff = Symbol('cut off')

async function* recordsIn(path: string): AsyncGenerator<HistoryRecord | typeof cutOff> {
  const unzipped = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
  createReadStream(path)
    .on('error', (error) => unzipped.destroy(error))
    .pipe(unzipped)
  try {
    for await (const line of createInterface({ input: unzipped })) {
      const record = parseRecord(line)
      yield record
      if (record === cutOff) return
    }
  } catch (cause) {
    throw new HistoryFileError(`${path} is no history file: ${(cause as Error).message}`, { cause })
  }
}

function parseRecord(line: string): HistoryRecord | typeof cutOff {
  try {
    return JSON.parse(line) as HistoryRecord
  } catch {
    return cutOff
  }
}
