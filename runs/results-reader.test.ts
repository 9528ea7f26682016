import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { literalRun } from '../analysis/compare/literal-side.fixture.ts'
import { readSide } from './results-reader.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-reader-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function written(path: string, text: string): Promise<string> {
  const file = join(folder, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
  return file
}
const report = () => JSON.stringify(literalRun().report)

describe('what is named on the command line', () => {
  it('is a report, the folder of one, or a folder of such folders, oldest first', async () => {
    const [later, earlier] = [literalRun().report, literalRun().report].toReversed()
    await written('a/report.json', JSON.stringify(later))
    await written('b/report.json', JSON.stringify(earlier))
    await mkdir(join(folder, 'no-run'))
    expect((await readSide(join(folder, 'a/report.json'))).runs).toHaveLength(1)
    expect((await readSide(join(folder, 'a'))).runs[0]?.report).toEqual(later)
    const { runs } = await readSide(folder)
    expect(runs.map((run) => run.report.startedAt)).toEqual([earlier?.startedAt, later?.startedAt])
  })

  it('counts no run twice despite the link to the latest', async () => {
    await written('a/report.json', report())
    await symlink('a', join(folder, 'latest'))
    expect((await readSide(folder)).runs).toHaveLength(1)
    expect((await readSide(join(folder, 'latest'))).runs).toHaveLength(1)
    // A copy that followed the link.
    await rm(join(folder, 'latest'))
    await written('latest/report.json', report())
    expect((await readSide(folder)).runs).toHaveLength(1)
  })

  it.each([
    ['an empty file', '', /report\.json is empty/],
    ['a truncated report', report().slice(0, 500), /report\.json is no report, or cut off/],
    [
      'a report of the future',
      '{"schema":"lab-report/99"}',
      /is of schema lab-report\/99: this lab reads .* a newer one may/,
    ],
    ['another program’s file', '{"schema":"k6/1"}', /is no report of this lab/],
    ['a list', '[1,2]', /is no report of this lab/],
    ['null', 'null', /is no report of this lab/],
    ['words', '<script>alert(1)</script>', /is no report, or cut off/],
    [
      'a report with figures of another kind',
      report().replaceAll('"goodputPerSecond":1', '"goodputPerSecond":"1'),
      /report/,
    ],
    ['a report without modes', report().replace('"modes":{', '"modus":{'), /is a damaged report: .*modes/],
  ])('is refused by one clear line: %s', async (_what, text, said) => {
    const file = await written('report.json', text)
    await expect(readSide(file)).rejects.toThrow(said)
    await expect(readSide(file)).rejects.toThrow(file)
    await expect(readSide(file)).rejects.toMatchObject({ code: 'ERR_REPORT_FILE' })
  })

  it('is refused where it is too large for a report, unread', async () => {
    const file = await written('report.json', '{')
    await truncate(file, 100 * 2 ** 20) // a hole: takes no room
    await expect(readSide(file)).rejects.toThrow(/has 100 MB: no report of the lab is that large/)
  })

  it('is refused where there is nothing, or nothing to read', async () => {
    await expect(readSide(join(folder, 'nowhere'))).rejects.toThrow(
      /cannot read .*nowhere \(ENOENT\): name a report\.json/,
    )
    await expect(readSide(folder)).rejects.toThrow(/holds no report\.json, nor a folder that does/)
    await mkdir(join(folder, 'x/report.json'), { recursive: true })
    await expect(readSide(join(folder, 'x'))).rejects.toThrow(/x\/report\.json is no file/)
  })
})
