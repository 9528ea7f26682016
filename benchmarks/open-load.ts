/** How well load by arrival rate keeps to its rate: 10,000 virtual users with think time, 2,000 requests a second. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { type LoadFigures, loadFigures } from '../analysis/report/figures/load-figures.ts'
import type { HistorySlice } from '../bench/history/history.ts'
import type { Operation } from '../bench/history/operation.ts'
import { runLoad } from '../bench/load/load.ts'
import { UserPool } from '../bench/load/users/user-pool.ts'
import { accountsPassword, virtualUsers } from '../bench/load/users/virtual-users.ts'
import { seededRandom } from '../bench/random.ts'
import { loadScenario } from '../bench/scenarios/scenario-file.ts'
import { startProcesses } from '../stack/launchers/processes/processes.ts'
import { findTools } from '../stack/toolchain/toolchain.ts'

const users = 10_000
const ratePerSecond = 2_000
const durationSeconds = Number(process.argv[2] ?? 15)
/** Until all is compiled and connected; runs warm up too. */
const warmUpSeconds = 1
const out = join('results', 'benchmarks')
const mode = 'sticky'

interface Measured {
  readonly target: string
  readonly figures: LoadFigures
  /** Answers with a status of 400 or more, and requests without an answer. */
  readonly notAnswered: number
  readonly clientCpuShare: number
  /** The maximum memory of the process, users and history included. */
  readonly residentMegabytes: number
  /** Handles that were not open before. */
  readonly handlesLeft: readonly string[]
}

async function measure(target: string, origin: string): Promise<Measured> {
  await loadFor(warmUpSeconds, target, origin)
  return loadFor(durationSeconds, target, origin)
}

/** Runs the load in this process, and looks at what it leaves open. */
async function loadFor(durationSeconds: number, target: string, origin: string): Promise<Measured> {
  const [{ nowMicros, nextSession }, scenario] = [clockAndCounter(), await loadScenario('session-mismatch')]
  const figures = { users, ratePerSecond, durationSeconds, connections: 500, thinkMs: 1_000, timeoutSeconds: 10 }
  const load = { ...scenario.load, ...figures }
  const common = { scenario, mode, load, origin, nextSession, nowMicros }
  const operations: Operation[] = []
  const handlesBefore = process.getActiveResourcesInfo()
  const cpuBefore = process.cpuUsage()
  const crowd = virtualUsers({ ...common, segment: 0, credential: 'cookie', client: 'browser' })
  const startMicros = nowMicros()
  const result = await runLoad(load, {
    origin,
    pool: new UserPool(crowd, seededRandom(1), load.thinkMs),
    nowMicros,
    signal: new AbortController().signal,
    onOperation: (operation) => operations.push({ type: 'operation', segment: 0, ...operation }),
  })
  const { user, system } = process.cpuUsage(cpuBefore)
  const handlesLeft = difference(process.getActiveResourcesInfo(), handlesBefore)
  const cost = { replicaCpuMicros: {}, clientCpuMicros: user + system, connections: load.connections }
  const segment = { type: 'segment', segment: 0, trial: 1, mode, client: 'browser', startMicros, ...result, ...cost }
  const slice = {
    mode,
    client: 'browser',
    sessionLivesIn: 'replica',
    segments: [segment],
    operations,
    faults: [],
    retries: [],
    audits: [],
  } as HistorySlice
  return {
    target,
    figures: loadFigures(slice),
    notAnswered: operations.filter(({ outcome }) => outcome !== 'ok').length,
    clientCpuShare: (user + system) / (result.endMicros - startMicros),
    residentMegabytes: process.resourceUsage().maxRSS / 1_024,
    handlesLeft,
  }
}

function clockAndCounter() {
  const epoch = performance.now()
  let sessions = 0
  return { nowMicros: () => Math.round((performance.now() - epoch) * 1_000), nextSession: () => sessions++ }
}

function difference(after: readonly string[], before: readonly string[]): string[] {
  const left = [...after]
  for (const one of before) if (left.includes(one)) left.splice(left.indexOf(one), 1)
  return left
}

function print({ target, figures, notAnswered, clientCpuShare, residentMegabytes, handlesLeft }: Measured): void {
  const { arrivals, latencyMs, serviceMs } = figures
  if (arrivals === undefined) throw new Error('a load by arrival rate has arrivals')
  const quantiles = (of: { p50: number; p99: number; max: number } | null) =>
    of === null ? '-' : `p50 ${of.p50.toFixed(2)}, p99 ${of.p99.toFixed(2)}, max ${of.max.toFixed(1)}`
  const wasPunctual = (arrivals.schedulingErrorMs?.p99 ?? Number.POSITIVE_INFINITY) < 5
  const { intendedPerSecond, achievedPerSecond, unsent, heldBack, heldBackMs } = arrivals
  console.log(`
${target}: ${users.toLocaleString('en')} users, ${durationSeconds} s
  rate               intended ${intendedPerSecond.toFixed(1)}/s, achieved ${achievedPerSecond.toFixed(1)}/s, unsent ${unsent}
  scheduling error   ${quantiles(arrivals.schedulingErrorMs)} ms: p99 under 5 ms ${wasPunctual ? 'holds' : 'DOES NOT HOLD'}
  held back          ${heldBack} requests; ${quantiles(heldBackMs)} ms
  latency            ${quantiles(latencyMs)} ms from when it was due
  service time       ${quantiles(serviceMs ?? null)} ms; not ok: ${notAnswered}
  this process       ${residentMegabytes.toFixed(0)} MB at most: under 1 GB ${residentMegabytes < 1_000 ? 'holds' : 'DOES NOT HOLD'}; ${(100 * clientCpuShare).toFixed(0)} % of a core
  handles left open  ${handlesLeft.join(', ') || 'none'}`)
}

/** Directly to bare Fastify, so that the harness is the bottleneck. */
async function againstBareFastify(): Promise<Measured> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'bare-fastify.ts'), { execArgv: [] })
  try {
    const [{ ready }] = (await once(child, 'message')) as [{ ready: { port: number } }]
    return await measure('bare Fastify', `http://127.0.0.1:${ready.port}`)
  } finally {
    child.kill()
  }
}

/** A complete stack: nginx, three replicas and logins, on the same cores as the harness. */
async function againstStack(): Promise<Measured> {
  const topology = { replicas: 3, modes: [mode], virtualUsers: { count: users, password: accountsPassword } }
  const stack = await startProcesses(topology, { tools: await findTools(), logs: join(out, 'logs-open-load') })
  try {
    return await measure(`3 replicas behind nginx, ${mode}`, stack.origin)
  } finally {
    await stack.stop()
  }
}

// Other processes on the machine also cause scheduling errors: on a busy machine they say little about the harness.
console.log(`${availableParallelism()} cores, load average before: ${loadavg()[0]?.toFixed(2)}`)
await mkdir(out, { recursive: true })
const measured: Measured[] = []
for (const each of [againstBareFastify, againstStack]) {
  const result = await each()
  measured.push(result)
  print(result)
}
await writeFile(join(out, 'open-load.json'), `${JSON.stringify(measured, null, 2)}\n`)
console.log(`\nWritten to ${join(out, 'open-load.json')}`)
