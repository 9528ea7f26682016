/** Where results go: `<out>/<scenario>/<UTC time>/`, with a link `latest` beside. Files are written whole or not at all. */

import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { printJson } from './report/print-json.ts'
import type { Report } from './report/report.ts'

/** The results folder cannot be written. */
export class ResultsFolderError extends Error {
  readonly code = 'ERR_RESULTS_FOLDER'
}

/** @returns the new folder's path. @throws ResultsFolderError */
export async function createResultsFolder(out: string, scenario: string): Promise<string> {
  const parent = join(out, scenario)
  try {
    await mkdir(parent, { recursive: true })
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
    const { code } = cause as NodeJS.ErrnoException
    throw new ResultsFolderError(`cannot write results to ${parent} (${code}): choose another folder with --out`, {
      cause,
    })
  }
}

/** Writes report.json. */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await writeWhole(join(folder, 'report.json'), printJson(report))
}

/** Points the link `latest` beside the folder at it. */
export async function linkLatest(folder: string): Promise<void> {
  const latest = join(folder, '..', 'latest')
  const name = folder.split(/[\\/]/).at(-1) ?? folder
  await rm(`${latest}.new`, { force: true })
  await symlink(name, `${latest}.new`)
  await rename(`${latest}.new`, latest)
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
