/**
 * Time and memory of `lab report` over 10⁴, 10⁵ and 10⁶ operations: reading, checking and rendering, and how large the page
 * is. The history is written line by line before, so that no more of it is in memory than a report needs.
 */

import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildReport } from '../analysis/report/model/build-report.ts'
import { openHistoryFile, readHistoryFile } from '../bench/history/history-file.ts'
import { modeRecords } from '../bench/history/mode-records.ts'
import type { RunRecord, SegmentRecord } from '../bench/history/records.ts'
import { loadScenario } from '../bench/scenarios/scenario-file.ts'
import { writeReport } from '../runs/results-folder.ts'
import { historyOf, stepsPerSession } from './made-history.ts'

const sizes = [10_000, 100_000, 1_000_000] as const
const out = join('results', 'benchmarks')

interface Cost {
  readonly operations: number
  readonly readMs: number
  readonly buildMs: number
  readonly writeMs: number
  /** CPU time of all three: an upper bound for an idle machine. */
  readonly cpuMs: number
  /** The most that the process has had so far. */
  readonly residentMegabytes: number
  readonly htmlMegabytes: number
}

async function writeHistory(path: string, operations: number): Promise<void> {
  const scenario = await loadScenario('cart-race')
  const modes = ['redis']
  const run: RunRecord = {
    type: 'run',
    schema: 'lab-history/2',
    startedAt: '2026-01-01T00:00:00.000Z',
    scenario: { ...scenario, modes, clients: ['browser'], perMode: {}, trials: 1 },
    environment: {
      node: process.versions.node,
      nginx: 'none',
      platform: process.platform,
      cpus: 2,
      cpuModel: 'none',
      memoryBytes: 1,
      launcher: 'none',
    },
    modes: modeRecords(modes),
  }
  const lengthMicros = (operations / stepsPerSession) * 100 + stepsPerSession * 700 + 1_000
  const segment: SegmentRecord = {
    type: 'segment',
    segment: 1,
    trial: 1,
    mode: 'redis',
    client: 'browser',
    startMicros: 0,
    windowEndMicros: lengthMicros,
    endMicros: lengthMicros,
    connections: 64,
    bytesSent: operations * 200,
    bytesReceived: operations * 400,
    replicaCpuMicros: { 'replica-1': operations * 100 },
    clientCpuMicros: operations * 50,
  }
  const file = openHistoryFile(path)
  file.write([run, segment])
  let batch = []
  for (const operation of historyOf(operations)) {
    if (batch.push(operation) < 20_000) continue
    file.write(batch)
    await file.flush()
    batch = []
  }
  file.write(batch)
  await file.close()
}

async function measure(folder: string, operations: number): Promise<Cost> {
  const path = join(folder, 'history.ndjson.gz')
  await writeHistory(path, operations)
  const [begin, cpuBefore] = [performance.now(), process.cpuUsage()]
  const history = await readHistoryFile(path)
  const read = performance.now()
  const report = buildReport(history)
  const built = performance.now()
  await writeReport(folder, report)
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    operations,
    readMs: read - begin,
    buildMs: built - read,
    writeMs: performance.now() - built,
    cpuMs: (user + system) / 1_000,
    residentMegabytes: process.resourceUsage().maxRSS / 1_024,
    htmlMegabytes: (await stat(join(folder, 'report.html'))).size / 1e6,
  }
}

const folder = await mkdtemp(join(tmpdir(), 'report-benchmark-'))
const costs: Cost[] = []
try {
  console.log('operations  read ms  build ms  write ms  CPU ms  resident MB  report.html MB')
  for (const size of sizes) {
    const cost = await measure(folder, size)
    costs.push(cost)
    const figures = [cost.readMs, cost.buildMs, cost.writeMs, cost.cpuMs, cost.residentMegabytes]
    const widths = [7, 8, 8, 6, 11]
    const shown = figures.map((figure, index) => figure.toFixed(0).padStart(widths[index] ?? 0))
    console.log(`${String(size).padStart(10)}  ${shown.join('  ')}  ${cost.htmlMegabytes.toFixed(2).padStart(14)}`)
  }
} finally {
  await rm(folder, { recursive: true })
}
await mkdir(out, { recursive: true })
await writeFile(join(out, 'report.json'), `${JSON.stringify({ stepsPerSession, costs }, null, 2)}\n`)
console.log(`\nWritten to ${join(out, 'report.json')}`)
