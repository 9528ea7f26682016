/** A short run on a real stack, for end-to-end tests: results in a folder of its own, gone afterwards. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AccessRecord, parseAccessLine } from '../loadbalancer/access-log.ts'
import { type ProcessesOptions, startProcesses } from '../stack/processes.ts'
import { findTools } from '../stack/toolchain.ts'
import type { History } from './history.ts'
import { readHistoryFile } from './history-file.ts'
import type { Report } from './report/report.ts'
import { type RunOptions, runScenario } from './run.ts'
import { loadScenario } from './scenarios/scenario-file.ts'

export interface RealRun {
  readonly report: Report
  readonly history: History
  /** The load balancer's own record of the same requests. */
  readonly accessLog: readonly AccessRecord[]
  readonly failure?: Error
}

export async function realRun(
  changes: Readonly<Record<string, unknown>>,
  options: Partial<
    { readonly scenario: string } & Pick<ProcessesOptions, 'replicaProgram'> & Pick<RunOptions, 'onProgress' | 'signal'>
  > = {},
): Promise<RealRun> {
  const {
    scenario = 'session-mismatch',
    replicaProgram,
    onProgress = () => {},
    signal = new AbortController().signal,
  } = options
  const out = await mkdtemp(join(tmpdir(), 'real-run-'))
  const overrides = Object.entries(changes).map(([key, value]) => ({ path: key.split('.'), value, source: key }))
  const tools = await findTools()
  try {
    const { report, folder, failure } = await runScenario({
      scenario: await loadScenario(scenario, overrides),
      launch: (topology, logs) => startProcesses(topology, { tools, logs, replicaProgram }),
      out,
      onProgress,
      signal,
    })
    const lines = (await readFile(join(folder, 'logs', 'access.log'), 'utf8')).trim().split('\n')
    const history = await readHistoryFile(join(folder, 'history.ndjson.gz'))
    return { report, history, accessLog: lines.map(parseAccessLine), ...(failure && { failure }) }
  } finally {
    await rm(out, { recursive: true })
  }
}
