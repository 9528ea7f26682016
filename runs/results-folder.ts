/** Where results go: `<out>/<scenario>/<UTC time>/`, with a link `latest` beside. Files are written whole or not at all. */

import { lstat, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { renderHtml } from '../analysis/report/html/report-page.ts'
import { shellCommand } from '../analysis/report/markdown/command.ts'
import { renderJunit } from '../analysis/report/markdown/junit.ts'
import { renderMarkdown } from '../analysis/report/markdown/markdown.ts'
import { printJson } from '../analysis/report/model/print-json.ts'
import type { Report } from '../analysis/report/model/report.ts'
import { isUnwritable, whyUnwritable } from '../bench/history/disk.ts'

/** The results folder cannot be written. */
export class ResultsFolderError extends Error {
  readonly code = 'ERR_RESULTS_FOLDER'
}

/** @returns the new folder's path. @throws ResultsFolderError */
export async function createResultsFolder(out: string, scenario: string): Promise<string> {
  const parent = resolve(out, scenario)
  try {
    await makeFolder(parent)
    for (let attempt = 0; ; attempt += 1) {
      const time = new Date().toISOString().replaceAll(':', '-').replace('.', '-')
      const folder = join(parent, time)
      try {
        await mkdir(folder)
        await mkdir(join(folder, 'logs'))
        return folder
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 10) throw error
      }
    }
  } catch (cause) {
    const why = whyUnwritable(cause as Error)
    throw new ResultsFolderError(`cannot write results to ${parent}: ${why}: choose another folder with --out`, {
      cause,
    })
  }
}

/** As `mkdir` with `recursive`, which never ends below /proc. */
async function makeFolder(path: string): Promise<void> {
  const make = () =>
    mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  try {
    await make()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await make()
  }
}

/** The files of a report, in the order of writing: the last one shows that all are complete. */
const reportFiles = {
  'report.md': renderMarkdown,
  'junit.xml': renderJunit,
  'report.html': renderHtml,
  'report.json': printJson,
} as const satisfies Record<string, (report: Report) => string>

/**
 * Writes the report in all its forms. All are rendered before the first is written, so that none is there without the others.
 * @throws ResultsFolderError
 */
export async function writeReport(folder: string, report: Report): Promise<void> {
  const rendered = Object.entries(reportFiles).map(([name, render]) => [join(folder, name), render(report)] as const)
  try {
    for (const [path, text] of rendered) await writeWhole(path, text)
  } catch (cause) {
    const remedy = isUnwritable(cause)
      ? `: free space there, then run ${shellCommand(['npx', 'lab', 'report', folder])}`
      : ''
    const why = whyUnwritable(cause as Error)
    throw new ResultsFolderError(`cannot write the report to ${folder}: ${why}${remedy}`, { cause })
  }
}

/**
 * Points the link `latest` beside the folder at it.
 * @throws ResultsFolderError where something else has that name, which is left alone
 */
export async function linkLatest(folder: string): Promise<void> {
  const latest = join(folder, '..', 'latest')
  const name = folder.split(/[\\/]/).at(-1) ?? folder
  await rm(`${latest}.new`, { force: true })
  const found = await lstat(latest).catch(() => undefined)
  if (found !== undefined && !found.isSymbolicLink())
    throw new ResultsFolderError(
      `${latest} is no link of the lab and was left alone: move it away to have a link to the latest run`,
    )
  await symlink(name, `${latest}.new`)
  await rename(`${latest}.new`, latest)
}

/** Writes to a temporary name of this process, syncs to disk and renames, so that a power failure leaves no partial file. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`
  try {
    await writeFile(unfinished, text, { flush: true })
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
