/** The story of a run: up → warm up → load, mode by mode, trial by trial → down → check → write. */

import type { Stack, Topology } from '../stack/stack.ts'
import { environmentOf } from './environment.ts'
import { runTimeline, type TimelineRun } from './faults/timeline.ts'
import type { FaultRecord, History, ModeRecord, Operation, RetryRecord, RunRecord, SegmentRecord } from './history.ts'
import { openHistoryFile } from './history-file.ts'
import { type LoadParts, runLoad } from './load/load.ts'
import { seededRandom } from './load/random.ts'
import { UserPool } from './load/user-pool.ts'
import { accountsPassword, virtualUsers } from './load/virtual-users.ts'
import { modeRecords } from './mode-records.ts'
import { roundsOf, type SegmentPlan } from './plan.ts'
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
  const faults: FaultRecord[] = []
  const retries: RetryRecord[] = []
  const file = openHistoryFile(`${folder}/history.ndjson.gz`)
  file.write([run])

  const keep: Keep = (records) => {
    for (const record of records) {
      if (record.type === 'segment') segments.push(record)
      else if (record.type === 'fault') faults.push(record)
      else if (record.type === 'retry') retries.push(record)
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
  const history: History = {
    run,
    segments,
    operations,
    faults,
    retries,
    ...(interruption !== undefined && { interruption }),
  }
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
    ...scenario.topology,
    modes: scenario.modes,
    virtualUsers: { count, password: accountsPassword },
  }
}

interface Measurement extends Pick<RunOptions, 'scenario' | 'onProgress' | 'signal'> {
  readonly stack: Stack
  readonly modes: RunRecord['modes']
}

type Keep = (records: readonly (SegmentRecord | Operation | FaultRecord | RetryRecord)[]) => Promise<void>

/** Works through the plan; what was recorded is kept after each round, also of one that fails. */
async function measure(measurement: Measurement, keep: Keep): Promise<void> {
  const { scenario, stack, modes, onProgress, signal } = measurement
  const epoch = performance.now()
  const nowMicros = () => Math.round((performance.now() - epoch) * 1_000)
  let sessions = 0
  const nextSession = () => sessions++
  const rounds = roundsOf(scenario)

  const load = async (segment: SegmentPlan) => {
    const { credential } = modes[segment.mode] as ModeRecord
    const users = virtualUsers({ ...segment, credential, scenario, origin: stack.origin, nextSession, nowMicros })
    const operations: Operation[] = []
    const parts: Omit<LoadParts, 'origin'> = {
      pool: new UserPool(users, seededRandom(scenario.seed + segment.segment), segment.load.thinkMs),
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

  const runRound = async (round: readonly SegmentPlan[], index: number) => {
    onProgress({ type: 'round', round: index, of: rounds.length, trials: scenario.trials, segments: round })
    const isOver = new AbortController()
    const loaded = Promise.allSettled(round.map(load)).finally(() => isOver.abort())
    const faulted = disturb(measurement, round[0]?.trial ?? 0, nowMicros, isOver.signal, keep)
    const [loads, [faults]] = await Promise.all([loaded, Promise.allSettled([faulted])])
    for (const result of [...loads, faults]) if (result.status === 'rejected') throw result.reason
  }

  try {
    for (const [index, round] of rounds.entries()) {
      if (signal.aborted) return
      await runRound(round, index)
    }
  } finally {
    if (scenario.timeline !== undefined) await keep(await retriesSince(epoch, stack))
  }
}

/** @param epoch the run's start, as `performance.now()` told it */
async function retriesSince(epoch: number, stack: Stack): Promise<RetryRecord[]> {
  const startMs = performance.timeOrigin + epoch
  const retries = await stack.retries()
  return retries.map(({ atMs, ...retry }) => ({
    type: 'retry',
    ...retry,
    atMicros: Math.round((atMs - startMs) * 1_000),
  }))
}

/** Does the scenario's faults while a trial runs; a warm-up has none. */
async function disturb(
  { scenario, stack, onProgress }: Measurement,
  trial: number,
  nowMicros: () => number,
  over: AbortSignal,
  keep: Keep,
): Promise<void> {
  if (scenario.timeline === undefined || trial === 0) return
  const random = seededRandom(scenario.seed + trial)
  const latest = new Map<number, FaultRecord>()
  const onChange: TimelineRun['onChange'] = (entry, fault) => {
    latest.set(entry, fault)
    onProgress({ type: 'fault', fault })
  }
  await runTimeline(scenario.timeline, { trial, stack, random, nowMicros, over, onChange }).finally(() =>
    keep([...latest.values()]),
  )
}

async function loadSegment(
  { segment, trial, mode, client, load }: SegmentPlan,
  stack: Stack,
  parts: Omit<LoadParts, 'origin'>,
): Promise<SegmentRecord> {
  const statusBefore = await readReplicaStatus(stack.replicas, mode)
  const clientCpuBefore = process.cpuUsage()
  const startMicros = parts.nowMicros()
  const result = await runLoad(load, { ...parts, origin: stack.origin })
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
