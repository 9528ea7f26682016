import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRecord, FaultRecord, RetryRecord } from './history.ts'
import { openHistoryFile, readHistoryFile } from './history-file.ts'
import { literalHistory } from './literal-run.fixture.ts'

let path: string
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'))
  path = join(folder, 'history.ndjson.gz')
})
afterAll(() => rm(folder, { recursive: true }))

const { run, segments, operations } = literalHistory()
const faults: FaultRecord[] = [{ type: 'fault', trial: 1, fault: 'kill-replica', what: 'replica-2', startMicros: 7 }]
const retries: RetryRecord[] = [{ type: 'retry', mode: 'memory', method: 'GET', atMicros: 9, attempts: 2 }]
const audits: AuditRecord[] = [{ type: 'audit', mode: 'memory', startMicros: 9, titles: ['user-1.0.0'] }]

describe('the history file', () => {
  it('gives back what was written, in order', async () => {
    const file = openHistoryFile(path)
    file.write([run])
    file.write([...operations, ...segments, ...faults, ...retries, ...audits])
    file.write([{ type: 'interruption', reason: 'Ctrl-C' }])
    await file.close()
    const recorded = { run, segments, operations, faults, retries, audits }
    expect(await readHistoryFile(path)).toEqual({ ...recorded, interruption: 'Ctrl-C' })
  })

  it('has on disk what was flushed, though the writer never closed it', async () => {
    const file = openHistoryFile(path)
    file.write([run, ...operations])
    await file.flush()
    await expect.poll(async () => (await readHistoryFile(path)).operations.length).toBe(operations.length)
    await file.close()
  })

  it('is read as far as it goes where it was cut off, and says so', async () => {
    const file = openHistoryFile(path)
    file.write([run, ...operations, ...segments])
    await file.close()
    const whole = await readFile(path)
    await writeFile(path, whole.subarray(0, whole.length - 60))
    const history = await readHistoryFile(path)
    expect(history.operations.length).toBeGreaterThan(0)
    expect(history.segments.length).toBeLessThan(segments.length)
    expect(history.interruption).toMatch(/cut off/)
  })

  it.each([
    ['nothing', ''],
    ['no run', `${JSON.stringify(operations[0])}\n`],
    ['something else', 'hello\n'],
    ['what a later lab wrote', `${JSON.stringify({ ...run, schema: 'lab-history/9' })}\n`],
  ])('is refused where it holds %s', async (_what, text) => {
    await writeFile(path, gzipSync(text))
    await expect(readHistoryFile(path)).rejects.toMatchObject({ code: 'ERR_HISTORY_FILE' })
  })

  it('is refused where it is no gzip file', async () => {
    await writeFile(path, 'plain')
    await expect(readHistoryFile(path)).rejects.toMatchObject({ code: 'ERR_HISTORY_FILE' })
  })
})
