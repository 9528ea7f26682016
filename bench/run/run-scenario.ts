/** The story of a run: up → warm up → load, mode by mode, trial by trial → down → search the logs → check → write. */

import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import { buildReport } from '../../analysis/report/model/build-report.ts'
import type { Report } from '../../analysis/report/model/report.ts'
import type { Stack, Topology } from '../../stack/stack.ts'
import { modeRecords } from '../history/mode-records.ts'
import { startRecording } from '../history/recording.ts'
import { createResultsFolder, linkLatest, writeReport } from '../history/results-folder.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { createWitness } from '../probes/credential-recorder.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { measure } from './measure.ts'
import type { OnProgress } from './progress.ts'
import { environmentOf } from './run-environment.ts'
import { replicaCounts } from './sweep.ts'
import { topologyOf } from './topology.ts'

export interface RunOptions {
  readonly scenario: Scenario
  /** What to type to run it again. */
  readonly command?: string
  /** Starts the topology, its logs going to the folder given. */
  readonly launch: (topology: Topology, logs: string) => Promise<Stack>
  /** Below it, `<scenario>/<UTC time>/` is made. */
  readonly out: string
  readonly onProgress: OnProgress
  /** Aborted: the run ends at once, and what was recorded is kept and reported. */
  readonly signal: AbortSignal
}

export interface RunResult {
  readonly report: Report
  /** Where history, report and logs are. */
  readonly folder: string
  /** Why the run ended before its plan was done; what was recorded is reported all the same. */
  readonly failure?: Error
}

/** @throws what the launcher throws: a stack that does not come up leaves nothing to report */
export async function runScenario({
  scenario,
  command,
  launch,
  out,
  onProgress,
  signal,
}: RunOptions): Promise<RunResult> {
  const modes = modeRecords(scenario.modes)
  const folder = await createResultsFolder(out, scenario.name)
  const counts = replicaCounts(scenario, cpus().length)
  onProgress({ type: 'starting', scenario, counts })
  const secret = randomBytes(32).toString('base64url')
  const stack = await launch({ ...topologyOf(scenario, counts), secret }, `${folder}/logs`)
  const recording = startRecording(`${folder}/history.ndjson.gz`, {
    type: 'run',
    schema: 'lab-history/1',
    startedAt: new Date().toISOString(),
    ...(command !== undefined && { command }),
    scenario,
    environment: environmentOf(stack),
    modes,
  })
  const { keep } = recording
  const witness = createWitness()
  const failure = await measure({ scenario, counts, stack, modes, secret, witness, keep, onProgress, signal }).then(
    () => undefined,
    asError,
  )
  await stack.stop()
  await keep(await witness.searchIn(`${folder}/logs`, accountsPassword))

  const history = await recording.close(failure?.message ?? (signal.aborted ? 'interrupted' : undefined))
  onProgress({ type: 'reporting', operations: history.operations.length })
  const report = buildReport(history)
  await writeReport(folder, report)
  await linkLatest(folder)
  return { report, folder, ...(failure && { failure }) }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
