/** The story of a run: up → warm up → load, mode by mode, trial by trial → down → check → write. */

import type { Stack, Topology } from '../stack/stack.ts'
import { environmentOf } from './environment.ts'
import type { History, ModeRecord, Operation, RunRecord, SegmentRecord } from './history.ts'
import { openHistoryFile } from './history-file.ts'
import { runClosedLoad } from './load/closed.ts'
import { seededRandom } from './load/random.ts'
import { UserPool } from './load/user-pool.ts'
import { accountsPassword, virtualUsers } from './load/virtual-users.ts'
import { modeRecords } from './mode-records.ts'
import { planOf, type SegmentPlan } from './plan.ts'
import type { OnProgress } from './progress.ts'
import { replicaCost } from './replica-cost.ts'
import { readReplicaStatus } from './replica-status.ts'
import { buildReport, type Report } from './report/report.ts'
import { createResultsFolder, writeReport } from './results-folder.ts'
import { loadOf, type Scenario } from './scenarios/scenario.ts'

export interface RunOptions {
  readonly scenario: Scenario
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
export async function runScenario({ scenario, launch, out, onProgress, signal }: RunOptions): Promise<RunResult> {
  const modes = modeRecords(scenario.modes)
  const folder = await createResultsFolder(out, scenario.name)
  onProgress({ type: 'starting', scenario })
  const stack = await launch(topologyOf(scenario), `${folder}/logs`)
  const startedAt = new Date().toISOString()
  const run: RunRecord = {
    type: 'run',
    schema: 'lab-history/1',
    startedAt,
    scenario,
    environment: environmentOf(stack),
    modes,
  }
  const segments: SegmentRecord[] = []
  const operations: Operation[] = []
  const file = openHistoryFile(`${folder}/history.ndjson.gz`)
  file.write([run])

  const keep: Keep = (records) => {
    for (const record of records) {
      if (record.type === 'segment') segments.push(record)
      else operations.push(record)
    }
    file.write(records)
    return file.flush()
  }

  const failure = await measure({ scenario, stack, modes, onProgress, signal }, keep).then(() => undefined, asError)
  await stack.stop()

  const interruption = failure?.message ?? (signal.aborted ? 'interrupted' : undefined)
  if (interruption !== undefined) file.write([{ type: 'interruption', reason: interruption }])
  await file.close()
  onProgress({ type: 'reporting', operations: operations.length })
  const history: History = { run, segments, operations, ...(interruption !== undefined && { interruption }) }
  const report = buildReport(history)
  await writeReport(folder, report)
  return { report, folder, ...(failure && { failure }) }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function topologyOf(scenario: Scenario): Topology {
  const count = Math.max(...scenario.modes.map((mode) => loadOf(scenario, mode).users))
  return {
    replicas: scenario.topology.replicas,
    modes: scenario.modes,
    virtualUsers: { count, password: accountsPassword },
  }
}

interface Measurement extends Pick<RunOptions, 'scenario' | 'onProgress' | 'signal'> {
  readonly stack: Stack
  readonly modes: RunRecord['modes']
}

type Keep = (records: readonly (SegmentRecord | Operation)[]) => Promise<void>

/** Works through the plan; what was recorded is kept after each segment, also of one that fails. */
async function measure(measurement: Measurement, keep: Keep): Promise<void> {
  const { scenario, stack, modes, onProgress, signal } = measurement
  const epoch = performance.now()
  const nowMicros = () => Math.round((performance.now() - epoch) * 1_000)
  let sessions = 0
  const nextSession = () => sessions++
  const plan = planOf(scenario)
  for (const segment of plan) {
    if (signal.aborted) return
    onProgress({ type: 'segment', segment, of: plan.length, trials: scenario.trials })
    const { credential } = modes[segment.mode] as ModeRecord
    const users = virtualUsers({ ...segment, credential, scenario, origin: stack.origin, nextSession, nowMicros })
    const operations: Operation[] = []
    const parts: LoadParts = {
      pool: new UserPool(users, seededRandom(scenario.seed + segment.segment)),
      nowMicros,
      signal,
      onOperation: (operation) => {
        operations.push({ type: 'operation', segment: segment.segment, ...operation })
        onProgress({ type: 'operation', refused: operation.status === 401 })
      },
    }
    const record = await loadSegment(segment, stack, parts).finally(() => keep(operations))
    await keep([record])
  }
}

type LoadParts = Pick<Parameters<typeof runClosedLoad>[0], 'pool' | 'nowMicros' | 'signal' | 'onOperation'>

async function loadSegment(
  { segment, trial, mode, client, load }: SegmentPlan,
  stack: Stack,
  parts: LoadParts,
): Promise<SegmentRecord> {
  const statusBefore = await readReplicaStatus(stack.replicas, mode)
  const clientCpuBefore = process.cpuUsage()
  const startMicros = parts.nowMicros()
  const result = await runClosedLoad({
    ...parts,
    origin: stack.origin,
    connections: load.connections,
    windowMs: load.durationSeconds * 1_000,
    minOperations: load.minOperations,
    timeoutSeconds: load.timeoutSeconds,
  })
  const { user, system } = process.cpuUsage(clientCpuBefore)
  const statusAfter = await readReplicaStatus(stack.replicas, mode)
  return {
    type: 'segment',
    segment,
    trial,
    mode,
    client,
    startMicros,
    ...result,
    connections: load.connections,
    clientCpuMicros: user + system,
    ...replicaCost(statusBefore, statusAfter),
  }
}
