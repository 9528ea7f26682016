/** Runs a scenario: start → warm-up → load, by mode and trial → stop → search the logs. */

import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import type { Stack, Topology } from '../../stack/stack.ts'
import type { History } from '../history/history.ts'
import { modeRecords } from '../history/mode-records.ts'
import { startRecording } from '../history/recording.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { createWitness } from '../probes/credential-recorder.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { replicaCounts } from '../scenarios/sweep.ts'
import { watchDisk } from './disk-watch.ts'
import { measure } from './measure.ts'
import type { OnProgress } from './progress.ts'
import { environmentOf } from './run-environment.ts'
import { topologyOf } from './topology.ts'

export interface RunOptions {
  readonly scenario: Scenario
  /** The command that repeats the run. */
  readonly command?: string
  /** Starts the topology, its logs going to the folder given. */
  readonly launch: (topology: Topology, logs: string) => Promise<Stack>
  /** Where history and logs go. */
  readonly folder: string
  readonly onProgress: OnProgress
  /** Aborted: the run ends at once, and what was recorded is kept. */
  readonly signal: AbortSignal
}

export interface RecordedRun {
  readonly history: History
  /** Why the run ended before its plan was done. */
  readonly failure?: Error
}

/** @throws what the launcher throws: a stack that does not come up leaves no history */
export async function runScenario({
  scenario,
  command,
  launch,
  folder,
  onProgress,
  signal,
}: RunOptions): Promise<RecordedRun> {
  const modes = modeRecords(scenario.modes)
  const counts = replicaCounts(scenario, cpus().length)
  onProgress({ type: 'starting', scenario, counts })
  const secret = randomBytes(32).toString('base64url')
  const stack = await launch({ ...topologyOf(scenario, counts), secret }, `${folder}/logs`)
  const recording = startRecording(`${folder}/history.ndjson.gz`, {
    type: 'run',
    schema: 'lab-history/2',
    startedAt: new Date().toISOString(),
    ...(command !== undefined && { command }),
    scenario,
    environment: environmentOf(stack),
    modes,
  })
  const { keep } = recording
  const disk = watchDisk(folder)
  const failed = AbortSignal.any([recording.failed, disk.full])
  failed.addEventListener('abort', () =>
    onProgress({ type: 'problem', text: `${failed.reason.message}; the run ends, and what was recorded is kept` }),
  )
  const ended = AbortSignal.any([signal, failed])
  const witness = createWitness()
  const measurement = { scenario, counts, stack, modes, secret, witness, keep, onProgress, signal: ended }
  const failedRun = await measure(measurement).then(() => undefined, asError)
  disk.stop()
  // Whatever does not stop, what was recorded is kept and reported.
  const failedStop = await stack.stop().then(() => undefined, asError)
  await keep(await witness.searchIn(`${folder}/logs`, accountsPassword))

  const ending: Error | undefined = failed.reason ?? failedRun
  const history = await recording.close(ending?.message ?? (signal.aborted ? 'interrupted' : undefined))
  const failure: Error | undefined = failed.reason ?? failedRun ?? failedStop
  return { history, ...(failure && { failure }) }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
