/** A whole run on disk: makes the results folder, runs the scenario, reports on its history and writes the report. */

import { availableParallelism } from 'node:os'
import { buildReport } from '../analysis/report/model/build-report.ts'
import type { Report } from '../analysis/report/model/report.ts'
import { missingLaws } from '../analysis/theory/missing-laws.ts'
import { runScenario, type RunOptions as ScenarioOptions } from '../bench/run/run-scenario.ts'
import { ScenarioError } from '../bench/scenarios/scenario-file.ts'
import { createResultsFolder, linkLatest, ResultsFolderError, writeReport } from './results-folder.ts'

export interface RunOptions extends Omit<ScenarioOptions, 'folder'> {
  /** Below it, `<scenario>/<UTC time>/` is made. */
  readonly out: string
}

export interface RunResult {
  readonly report: Report
  /** Where history, report and logs are. */
  readonly folder: string
  /** Why the run ended before its plan was done, with what was recorded reported all the same; or `unwritten`. */
  readonly failure?: Error
  /** Why the report is not in the folder; the history is, so that the report can be computed again. */
  readonly unwritten?: ResultsFolderError
}

/** @throws ScenarioError where a check has no prediction that it is to be compared with, ResultsFolderError, and what the launcher throws: a stack that does not come up leaves nothing to report */
export async function runAndReport({ out, ...options }: RunOptions): Promise<RunResult> {
  const undecidable = missingLaws(options.scenario, availableParallelism())
  if (undecidable.length > 0)
    throw new ScenarioError([`scenario ${options.scenario.name}:`, ...undecidable].join('\n  '))
  const folder = await createResultsFolder(out, options.scenario.name)
  const { history, failure: ended } = await runScenario({ ...options, folder })
  options.onProgress({ type: 'reporting', operations: history.operations.length })
  const report = buildReport(history)
  const unwritten = await writeReport(folder, report).then(() => undefined, asUnwritten)
  // The run is complete without the link.
  await linkLatest(folder).catch((error: Error) => options.onProgress({ type: 'note', text: error.message }))
  const failure = ended ?? unwritten
  return { report, folder, ...(failure && { failure }), ...(unwritten && { unwritten }) }
}

function asUnwritten(error: unknown): ResultsFolderError {
  if (error instanceof ResultsFolderError) return error
  throw error
}
