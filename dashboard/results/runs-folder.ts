/**
 * Read access to the results folder: a run is identified by the names of its two folders, and only its report.json is read.
 * Names are compared with the directory listing, without symbolic links, so no name leads outside the folder.
 */

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side } from '../../analysis/compare/side.ts'
import { ReportFileError } from '../../analysis/report/model/read-report.ts'
import type { Verdict } from '../../analysis/report/model/verdict.ts'
import { readSide } from '../../runs/results-reader.ts'

/** `<scenario>/<UTC time>`. */
export type RunId = string

export interface ListedRun {
  readonly id: RunId
  readonly scenario: string
  readonly startedAt: string
  readonly verdict: Verdict
  readonly modes: readonly string[]
  readonly trials: number
}

export interface BrokenRun {
  readonly id: RunId
  /** Why the run cannot be shown. */
  readonly problem: string
}

export interface RunsFolder {
  readonly path: string
  /** Newest first; unreadable runs are listed separately. */
  list(): Promise<{ readonly runs: readonly ListedRun[]; readonly broken: readonly BrokenRun[] }>
  /** undefined where the folder has no such run. @throws ReportFileError where its report cannot be read */
  read(id: RunId): Promise<Side | undefined>
}

/** The folder name that `lab run` gives a run. Such a folder without a report belongs to an unfinished or killed run. */
const timeName = /^\d{4}-\d{2}-\d{2}T/
const reportName = 'report.json'

export function openRunsFolder(path: string): RunsFolder {
  const known = new Map<string, ListedRun | BrokenRun>()

  /** Cached until the size or modification time of the report changes. */
  async function entryOf(id: RunId): Promise<ListedRun | BrokenRun> {
    const file = await reportOf(path, id)
    if (file === undefined) return { id, problem: 'no report.json: the run is under way, or was ended by force' }
    const { mtimeMs, size } = await stat(file)
    const version = `${id} ${mtimeMs} ${size}`
    const entry = known.get(version) ?? (await summaryOf(id, file))
    known.set(version, entry)
    return entry
  }

  return {
    path,
    async list() {
      const entries: (ListedRun | BrokenRun)[] = []
      for (const id of await runsIn(path)) entries.push(await entryOf(id))
      const runs = entries.filter((entry) => 'startedAt' in entry)
      return {
        runs: runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1)),
        broken: entries.filter((entry) => 'problem' in entry),
      }
    },
    async read(id) {
      const file = await reportOf(path, id)
      if (file === undefined) return undefined
      const { runs } = await readSide(file)
      return { name: id, runs }
    },
  }
}

async function summaryOf(id: RunId, file: string): Promise<ListedRun | BrokenRun> {
  try {
    const { runs } = await readSide(file)
    const [run] = runs
    if (run === undefined) return { id, problem: 'no report' }
    const { scenario, startedAt, verdict, modes, trials } = run.report
    return { id, scenario, startedAt, verdict, modes: Object.keys(modes), trials }
  } catch (error) {
    if (!(error instanceof ReportFileError)) throw error
    return { id, problem: error.message }
  }
}

async function runsIn(path: string): Promise<RunId[]> {
  const ids = (await foldersIn(path)).map(async (scenario) => {
    const parent = join(path, scenario)
    const runs = (await foldersIn(parent)).map(async (name) => {
      const isRun = timeName.test(name) || (await filesIn(join(parent, name))).includes(reportName)
      return isRun ? [`${scenario}/${name}`] : []
    })
    return (await Promise.all(runs)).flat()
  })
  return (await Promise.all(ids)).flat()
}

/** Path of a run's report; undefined where it is not a regular file in the folder. */
async function reportOf(path: string, id: RunId): Promise<string | undefined> {
  const [scenario = '', name = '', ...more] = id.split('/')
  if (more.length > 0 || !(await foldersIn(path)).includes(scenario)) return undefined
  if (!(await foldersIn(join(path, scenario))).includes(name)) return undefined
  const folder = join(path, scenario, name)
  return (await filesIn(folder)).includes(reportName) ? join(folder, reportName) : undefined
}

const foldersIn = (path: string) => namesIn(path, 'isDirectory')
const filesIn = (path: string) => namesIn(path, 'isFile')

/** Symbolic links are left out. Empty where the folder does not exist. */
async function namesIn(path: string, kind: 'isDirectory' | 'isFile'): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return []
    throw error
  })
  return entries.filter((entry) => entry[kind]()).map(({ name }) => name)
}
