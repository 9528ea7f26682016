import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openHistoryFile, readHistoryFile } from '../../../bench/history/history-file.ts'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { HistoryRecord, RunRecord } from '../../../bench/history/records.ts'
import { buildReport } from './build-report.ts'

const folder = mkdtempSync(join(tmpdir(), 'cut-history-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { run, segments, operations } = literalHistory()
/** As a run records them: each segment, then its operations. */
const records: readonly HistoryRecord[] = [
  run,
  ...segments.flatMap((segment) => [segment, ...operations.filter((each) => each.segment === segment.segment)]),
  { type: 'end' },
]

async function verdictOf(kept: readonly HistoryRecord[]) {
  const path = join(folder, 'history.ndjson.gz')
  const file = openHistoryFile(path)
  file.write(kept)
  await file.close()
  return buildReport(await readHistoryFile(path)).verdict
}

const asVersion1 = (kept: readonly HistoryRecord[]) =>
  kept
    .filter(({ type }) => type !== 'end')
    .map((record) => (record.type === 'run' ? { ...record, schema: 'lab-history/1' as const } : record))

it('passes where all of it was recorded, also by a lab that recorded no end', async () => {
  expect(await verdictOf(records)).toBe('pass')
  expect(await verdictOf(asVersion1(records))).toBe('pass')
})

it('never passes where the lab was killed, wherever that was', async () => {
  const cuts = records.map((_, index) => index).filter((index) => index > 0)
  expect(cuts.length).toBeGreaterThanOrEqual(40)
  for (const cut of cuts) expect(await verdictOf(records.slice(0, cut)), `cut after ${cut} records`).not.toBe('pass')
})

it('does not pass where a segment is missing, though no end was ever recorded', async () => {
  const last = records.findLastIndex(({ type }) => type === 'segment')
  expect(await verdictOf(asVersion1(records.slice(0, last)) as [RunRecord])).not.toBe('pass')
})
