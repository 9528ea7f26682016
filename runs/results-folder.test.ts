import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildReport } from '../analysis/report/model/build-report.ts'
import type { Report } from '../analysis/report/model/report.ts'
import { literalHistory } from '../bench/history/literal-run.fixture.ts'
import { createResultsFolder, linkLatest, writeReport } from './results-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

const report = buildReport(literalHistory())
const files = ['junit.xml', 'report.html', 'report.json', 'report.md']

describe('the link to the latest run', () => {
  it('is renewed, and leaves alone what is no link', async () => {
    const latest = join(folder, 'latest')
    for (const run of ['first', 'second']) {
      await mkdir(join(folder, run))
      await linkLatest(join(folder, run))
      expect(await readlink(latest)).toBe(run)
    }
    await rm(latest)
    await mkdir(join(latest, 'of my own'), { recursive: true })
    await expect(linkLatest(join(folder, 'second'))).rejects.toThrow(/latest is no link of the lab and was left alone/)
    expect(await readdir(latest)).toEqual(['of my own'])
  })
})

describe('a results folder', () => {
  it.each(['/proc/nope', '/dev/null/results'])('that cannot be made is refused at once: %s', async (out) => {
    await expect(createResultsFolder(out, 'any')).rejects.toThrow(/^cannot write results to .*choose another folder/)
  })
})

describe('writing a report', () => {
  it('writes it in all its forms, and the same again over it', async () => {
    await writeReport(folder, report)
    const first = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
    await writeReport(folder, report)
    expect(await readdir(folder)).toEqual(files)
    expect(await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).toEqual(first)
  })

  it('writes none if one cannot be rendered, and keeps the existing files', async () => {
    await writeFile(join(folder, 'report.json'), 'before')
    const damaged = { ...report, modes: { memory: {} } } as unknown as Report
    await expect(writeReport(folder, damaged)).rejects.toThrow(TypeError)
    expect(await readdir(folder)).toEqual(['report.json'])
    expect(await readFile(join(folder, 'report.json'), 'utf8')).toBe('before')
  })

  it('leaves no partial file if one cannot be written', async () => {
    await mkdir(join(folder, 'report.html', 'in the way'), { recursive: true })
    await expect(writeReport(folder, report)).rejects.toThrow(/^cannot write the report to .*report\.html/)
    expect(await readdir(folder)).toEqual(['junit.xml', 'report.html', 'report.md'])
  })

  it('reports in one line that the folder does not exist', async () => {
    await expect(writeReport(join(folder, 'nowhere'), report)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_RESULTS_FOLDER', message: expect.stringMatching(/^cannot write .*ENOENT/) }),
    )
  })
})
