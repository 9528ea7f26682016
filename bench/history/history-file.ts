/** Writes and reads `history.ndjson.gz`: one record a line, flushed after each segment to limit losses in a crash. */

import { createReadStream, createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { constants, createGunzip, createGzip } from 'node:zlib'
import { clientsOf } from '../scenarios/scenario.ts'
import { replicaCounts } from '../scenarios/sweep.ts'
import { whyUnwritable } from './disk.ts'
import type { History } from './history.ts'
import { HistoryParts } from './history-parts.ts'
import { contradictionWith, problemWith } from './history-schema.ts'
import type { HistoryRecord, RunRecord } from './records.ts'
import { shareItems } from './shared-items.ts'

export interface HistoryWriter {
  write(records: Iterable<HistoryRecord>): void
  /** Resolves when all that was written so far can be read back from the file, or when `failed` is aborted. */
  flush(): Promise<void>
  /** @throws HistoryFileError the reason of `failed` */
  close(): Promise<void>
  /** Aborted with a HistoryFileError when the file cannot be written, as on a full disk. Later records are dropped. */
  readonly failed: AbortSignal
}

const linesPerChunk = 2_000

export function openHistoryFile(path: string): HistoryWriter {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  const failure = new AbortController()
  const { signal: failed } = failure
  // Without a reader gzip calls nothing back, so that every wait has to end with the file's failure, too.
  const done = finished(gzip.pipe(createWriteStream(path))).catch((cause: Error) => {
    const message = `cannot write ${path}: ${whyUnwritable(cause)}: free space there, or choose another folder with --out`
    failure.abort(new HistoryFileError(message, { cause }))
  })
  return {
    failed,
    write(records) {
      if (failed.aborted) return
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
    flush: () =>
      Promise.race([done, new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, () => resolve()))]),
    close: async () => {
      gzip.end()
      await done
      failed.throwIfAborted()
    },
  }
}

/** A history file that cannot be used; the message names it and says why. */
export class HistoryFileError extends Error {
  readonly code = 'ERR_HISTORY_FILE'
}

/** Longer than any line that the lab writes: a limit for the reader's memory. */
const limits = { lineBytes: 64 * 2 ** 20, fileBytes: 2 * 2 ** 30 }

/**
 * Reads a history, and refuses a damaged one. A file cut short by a crash is read up to the cut, and counts as interrupted.
 * @throws HistoryFileError which names the file and the line, and says why
 */
export async function readHistoryFile(path: string, { lineBytes, fileBytes } = limits): Promise<History> {
  const parts = new HistoryParts()
  const share = shareItems()
  let run: RunRecord | undefined
  let interruption: string | undefined
  let hasEnd = false
  let number = 0
  let unreadable: string | undefined
  const damaged = (what: string) =>
    new HistoryFileError(`${path}, line ${number}: ${what}: the file is damaged, or not written by this lab`)
  const take = (line: string) => {
    // Only the last line can have been cut off by a crash.
    if (unreadable !== undefined) throw damaged(unreadable)
    number += 1
    const record = parsed(line)
    if (record instanceof SyntaxError) unreadable = `it is no JSON (${record.message})`
    else if (run === undefined) run = runOf(record, path)
    else {
      const problem = problemWith(record) ?? contradictionWith(run, record as HistoryRecord)
      if (problem !== undefined) throw damaged(problem)
      const sound = record as Exclude<HistoryRecord, RunRecord>
      if (sound.type === 'interruption') interruption = sound.reason
      else if (sound.type === 'end') hasEnd = true
      else {
        if (sound.type === 'operation') share(sound)
        parts.add(sound)
      }
    }
  }
  for await (const lines of linesOf(path, { lineBytes, fileBytes })) for (const line of lines) take(line)
  if (run === undefined) throw new HistoryFileError(`${path} holds no run: name the folder of a run, or its history`)
  if (unreadable !== undefined) interruption = 'the history file is cut off'
  // Version 1 recorded no end.
  else if (!hasEnd && run.schema !== 'lab-history/1')
    interruption ??= 'the history has no end: the lab was killed, or its disk was full'
  const history = parts.historyOf(run, interruption)
  const missing = missingSegments(history)
  return missing === 0 || interruption !== undefined
    ? history
    : { ...history, interruption: `${missing} of the planned segments are missing` }
}

/** How many of the planned segments were not recorded, the warm-up apart. */
function missingSegments({ run: { scenario, environment }, segments }: History): number {
  const recorded = new Set(segments.map(({ mode, client, trial, replicas }) => keyOf(mode, client, trial, replicas)))
  const counts = scenario.sweep === undefined ? [undefined] : replicaCounts(scenario, environment.cpus)
  const trials = Array.from({ length: scenario.trials }, (_, index) => index + 1)
  const planned = scenario.modes.flatMap((mode) =>
    clientsOf(scenario, mode).flatMap((client) =>
      trials.flatMap((trial) => counts.map((replicas) => keyOf(mode, client, trial, replicas))),
    ),
  )
  return planned.filter((key) => !recorded.has(key)).length
}

const keyOf = (...parts: readonly (string | number | undefined)[]) => JSON.stringify(parts)

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    return new SyntaxError((error as Error).message.slice(0, 100))
  }
}

const readable: readonly string[] = ['lab-history/1', 'lab-history/2']

/** @throws HistoryFileError */
function runOf(record: unknown, path: string): RunRecord {
  const { type, schema } = (record ?? {}) as { readonly type?: unknown; readonly schema?: unknown }
  if (type !== 'run' || typeof schema !== 'string' || !schema.startsWith('lab-history/'))
    throw new HistoryFileError(`${path} does not begin with a run: it is no history of this lab`)
  if (!readable.includes(schema)) {
    throw new HistoryFileError(
      `${path} is of schema ${schema.slice(0, 40)}: this lab reads ${readable.join(' and ')}, a newer one may read it`,
    )
  }
  const problem = problemWith(record)
  if (problem !== undefined) {
    throw new HistoryFileError(
      `${path}, line 1: the run cannot be read: ${problem}: the file is damaged, or a newer lab made it`,
    )
  }
  return record as RunRecord
}

/**
 * The lines of a compressed file, in batches, because awaiting each of a million lines would take longer than reading them.
 * The last line may be incomplete if the file is cut off.
 * @throws HistoryFileError
 */
async function* linesOf(path: string, { lineBytes, fileBytes }: typeof limits): AsyncGenerator<readonly string[]> {
  const unzipped = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 2 ** 16 })
  const tooLarge = (what: string, bytes: number) =>
    new HistoryFileError(`${path} has ${what} of more than ${bytes / 2 ** 20} MB: no run of the lab is as large`)
  createReadStream(path)
    .on('error', (error) => unzipped.destroy(error))
    .pipe(unzipped)
  unzipped.setEncoding('utf8')
  let [begun, total] = ['', 0]
  try {
    for await (const chunk of unzipped as AsyncIterable<string>) {
      total += chunk.length
      if (total > fileBytes) throw tooLarge('a history', fileBytes)
      const lines = (begun + chunk).split('\n')
      begun = lines.pop() ?? ''
      yield lines
      if (begun.length > lineBytes) throw tooLarge('a line', lineBytes)
    }
    if (begun !== '') yield [begun]
  } catch (cause) {
    if (cause instanceof HistoryFileError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    if (code?.startsWith('E') && !code.startsWith('ERR'))
      throw new HistoryFileError(`cannot read ${path} (${code}): name the folder of a run, or its history`, { cause })
    throw new HistoryFileError(`${path} is no history file: ${message}`, { cause })
  }
}
