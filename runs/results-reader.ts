/** Finds and reads the reports of runs: one, or those of all runs in a folder. */

import { lstat, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run, Side } from '../analysis/compare/side.ts'
import { ReportFileError, readReport } from '../analysis/report/model/read-report.ts'

/** A larger one is no report that the lab would write. */
const largestBytes = 64 * 2 ** 20

/**
 * @param path a report.json, the folder of a run, or a folder of such folders: then all of them, oldest first
 * @throws ReportFileError which names the file, and says why
 */
export async function readSide(path: string): Promise<Side> {
  const files = await reportFilesIn(path)
  const runs = await Promise.all(files.map(readRun))
  return { name: path, runs: runs.toSorted((a, b) => (a.report.startedAt < b.report.startedAt ? -1 : 1)) }
}

async function reportFilesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ReportFileError(`cannot read ${path} (${cause.code}): name a report.json, or the folder of a run`, {
      cause,
    })
  })
  if (!found.isDirectory()) return [path]
  const own = join(path, 'report.json')
  if (await isThere(own)) return [own]
  const entries = await readdir(path, { withFileTypes: true })
  // `latest` refers to a run that is found under its own name, also where a copy of the folder followed the link.
  const folders = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'latest')
    .map(({ name }) => join(path, name, 'report.json'))
  const reports = await Promise.all(folders.map(async (file) => ((await isThere(file)) ? [file] : [])))
  if (reports.flat().length === 0) throw new ReportFileError(`${path} holds no report.json, nor a folder that does`)
  return reports.flat()
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}

async function readRun(path: string): Promise<Run> {
  return { path, report: readReport(await textOf(path), path) }
}

/** @throws ReportFileError */
async function textOf(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const found = await file.stat()
    if (!found.isFile()) throw new ReportFileError(`${path} is no file`)
    if (found.size > largestBytes) {
      throw new ReportFileError(
        `${path} has ${Math.round(found.size / 2 ** 20)} MB: no report of the lab is that large: compute it again with lab report`,
      )
    }
    return await file.readFile('utf8')
  } catch (cause) {
    if (cause instanceof ReportFileError) throw cause
    throw new ReportFileError(`cannot read ${path} (${(cause as NodeJS.ErrnoException).code})`, { cause })
  }
}
