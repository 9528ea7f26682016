import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHistoryFile, readHistoryFile } from './history-file.ts'
import { literalHistory } from './literal-run.fixture.ts'
import { startRecording } from './recording.ts'
import type { AuditRecord, ExposureRecord, FaultRecord, RetryRecord } from './records.ts'

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
const exposures: ExposureRecord[] = [
  {
    type: 'exposure',
    mode: 'memory',
    credentials: 3,
    logs: { files: 5, bytes: 900 },
    found: [{ what: 'credential', log: 'replica-1.log', line: 4 }],
    disclosure: { carrier: 'bearer', readByScript: true, fields: { sub: 'user id', exp: null } },
  },
]

describe('the history file', () => {
  it('gives back what was written, in order', async () => {
    const file = openHistoryFile(path)
    file.write([run])
    file.write([...operations, ...segments, ...faults, ...retries, ...audits, ...exposures])
    file.write([{ type: 'interruption', reason: 'Ctrl-C' }])
    await file.close()
    const recorded = { run, segments, operations, faults, retries, audits, exposures }
    expect(await readHistoryFile(path)).toEqual({ ...recorded, interruption: 'Ctrl-C' })
  })

  it('has on disk what was flushed, though the writer never closed it', async () => {
    const file = openHistoryFile(path)
    file.write([run, ...operations])
    await file.flush()
    await expect.poll(async () => (await readHistoryFile(path)).operations.length).toBe(operations.length)
    await file.close()
  })

  it.skipIf(!existsSync('/dev/full'))('on a full disk fails in one clear line, and stalls no writer', async () => {
    const file = openHistoryFile('/dev/full')
    file.write([run, ...operations])
    await file.flush()
    await expect.poll(() => file.failed.aborted).toBe(true)
    file.write(segments)
    await file.flush()
    await expect(file.close()).rejects.toMatchObject({
      code: 'ERR_HISTORY_FILE',
      message: expect.stringMatching(
        /^cannot write \/dev\/full: the disk is full \(ENOSPC\): free space there, or .*--out$/,
      ),
    })
  })

  it.skipIf(!existsSync('/dev/full'))(
    'on a full disk leaves a recording whole, and counts as an interruption',
    async () => {
      const recording = startRecording('/dev/full', run)
      await recording.keep(operations)
      const history = await recording.close(undefined)
      expect(history.operations).toEqual(operations)
      expect(history.interruption).toMatch(/the disk is full/)
    },
  )

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

  const line = (record: unknown) => `${JSON.stringify(record)}\n`
  const [segment, operation] = [segments[0], operations[0]]

  it.each([
    ['nothing', '', /holds no run/],
    ['no run', line(operation), /does not begin with a run/],
    ['something else', 'hello\n', /holds no run/],
    ["another program's lines", '[]\n', /does not begin with a run/],
    ['what a later lab wrote', line({ ...run, schema: 'lab-history/9' }), /lab-history\/9.*a newer one may read it/],
    ['a run without modes', line({ ...run, modes: undefined }), /line 1: .*modes/],
    ['a run of no scenario', line({ ...run, scenario: { name: '<script>' } }), /line 1: .*scenario/],
    ['two runs', line(run) + line(run), /line 2: there is a second run/],
    ['records of an unknown type', line(run) + line({ type: 'spell' }), /line 2: its type is "spell", none of run/],
    ['records of no type', line(run) + line({}), /line 2: its type is missing/],
    ['lines that are no records', `${line(run)}null\n`, /line 2: it is no record/],
    ['lines that are no JSON', `${line(run)}{"type"\n${line(operation)}`, /line 2: it is no JSON/],
    ['operations without an end', line(run) + line({ ...operation, endMicros: undefined }), /line 2: .*endMicros/],
    [
      'credentials of no size',
      line(run) + line({ ...operation, credentialBytes: 'many' }),
      /line 2: .*credentialBytes/,
    ],
    ['times without end', line(run) + line(operation).replace(/"endMicros":\d+/, '"endMicros":1e999'), /line 2: /],
    [
      'a segment of no mode',
      line(run) + line({ ...segment, mode: '<b>' }),
      /line 2: it is of mode "<b>", which the run/,
    ],
    ['a segment of a mode from elsewhere', line(run) + line({ ...segment, mode: 'constructor' }), /line 2: it is of/],
    ['a segment that ends too soon', line(run) + line({ ...segment, endMicros: 1 }), /line 2: it ends before it beg/],
    ['an endless segment', line(run) + line({ ...segment, windowEndMicros: 9e13, endMicros: 9e13 }), /than a week/],
    ['audits without titles', line(run) + line({ type: 'audit', mode: 'memory', startMicros: 1 }), /line 2: .*titles/],
  ])('is refused where it holds %s', async (_what, text, says) => {
    await writeFile(path, gzipSync(text))
    const reading = readHistoryFile(path)
    await expect(reading).rejects.toMatchObject({ code: 'ERR_HISTORY_FILE' })
    await expect(reading).rejects.toThrow(says)
    await expect(reading).rejects.toThrow(path)
  })

  it('is refused where a line, or all of it, is larger than any that the lab writes', async () => {
    await writeFile(path, gzipSync(line(run) + 'x'.repeat(300_000)))
    await expect(readHistoryFile(path, { lineBytes: 2 ** 18, fileBytes: 2 ** 30 })).rejects.toThrow(
      /a line of more than/,
    )
    await expect(readHistoryFile(path, { lineBytes: 2 ** 30, fileBytes: 2 ** 18 })).rejects.toThrow(/a history of more/)
  })

  it('is refused where there is none, with what to name instead', async () => {
    await expect(readHistoryFile(join(folder, 'nowhere'))).rejects.toThrow(/cannot read .*ENOENT.*folder of a run/)
    await expect(readHistoryFile(folder)).rejects.toThrow(/cannot read .*EISDIR/)
  })

  it('is refused where it is no gzip file', async () => {
    await writeFile(path, 'plain')
    await expect(readHistoryFile(path)).rejects.toMatchObject({ code: 'ERR_HISTORY_FILE' })
  })
})
