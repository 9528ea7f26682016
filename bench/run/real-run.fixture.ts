/** A short run on a real stack, for end-to-end tests: results in a folder of its own, gone afterwards. */

import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import { type CheckReport, firstClient, type Report } from '../../analysis/report/model/report.ts'
import { type AccessRecord, parseAccessLine } from '../../loadbalancer/access-log.ts'
import { type RunOptions, runAndReport } from '../../runs/run-and-report.ts'
import { type Defects, defectiveReplica } from '../../services/replica/testing/planted-defects.fixture.ts'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import type { Stack } from '../../stack/stack.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import type { History } from '../history/history.ts'
import { readHistoryFile } from '../history/history-file.ts'
import { credentialsBelow } from '../probes/credentials-found.fixture.ts'
import { loadScenario } from '../scenarios/scenario-file.ts'

export interface RealRun {
  readonly report: Report
  readonly history: History
  /** The load balancer's own record of the same requests. */
  readonly accessLog: readonly AccessRecord[]
  /** Credentials in any file of the results: there is to be none. */
  readonly credentials: readonly string[]
  readonly failure?: Error
}

interface RealRunOptions extends Partial<Pick<RunOptions, 'onProgress' | 'signal'>> {
  /** Which built-in scenario; default: `session-mismatch`. */
  readonly scenario?: string
  /** Modes whose replicas are wrong on purpose, each with its defect; default: none. */
  readonly defects?: Defects
  /** Which nginx; default: the one that is found. */
  readonly nginx?: string | undefined
  /** Starts the stack; default: by the launcher `processes`. */
  readonly launch?: RunOptions['launch']
  /** Told of the stack once it is up: for tests that break it. */
  readonly onStack?: (stack: Stack) => void
}

export async function realRun(
  changes: Readonly<Record<string, unknown>>,
  options: RealRunOptions = {},
): Promise<RealRun> {
  const { scenario = 'session-mismatch', nginx, defects, onStack } = options
  const { onProgress = () => {}, signal = new AbortController().signal } = options
  const out = await mkdtemp(join(tmpdir(), 'real-run-'))
  const overrides = Object.entries(changes).map(([key, value]) => ({ path: key.split('.'), value, source: key }))
  const inProcesses: RunOptions['launch'] = async (topology, logs) =>
    startProcesses(topology, { tools: await findTools({ nginx }), logs, ...(defects && defectiveReplica(defects)) })
  const { launch = inProcesses } = options
  try {
    const { report, folder, failure } = await runAndReport({
      scenario: await loadScenario(scenario, overrides),
      launch: async (topology, logs) => {
        const stack = await launch(topology, logs)
        onStack?.(stack)
        return stack
      },
      out,
      onProgress,
      signal,
    })
    return { ...(await readRun(folder)), report, ...(failure && { failure }) }
  } finally {
    await rm(out, { recursive: true })
  }
}

/** What a check has found in a mode. @throws where the report has nothing on it */
export function checkOf({ report }: RealRun, mode: string, name: CheckName): CheckReport {
  const check = firstClient(report.modes[mode])?.checks[name]
  if (check === undefined) throw new Error(`the report has nothing on ${mode}, ${name}`)
  return check
}

/** What a run has left in its folder. */
export async function readRun(folder: string): Promise<RealRun> {
  const report: Report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  const history = await readHistoryFile(join(folder, 'history.ndjson.gz'))
  const accessLog = readFileSync(join(folder, 'logs/access.log'), 'utf8').trim().split('\n').map(parseAccessLine)
  return { report, history, accessLog, credentials: credentialsBelow(folder) }
}
