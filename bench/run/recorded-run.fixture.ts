/** One run of each scenario for the whole suite: the first test that asks for it makes it, and the others read what it recorded. */

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { starvationOf } from '../../analysis/starvation.ts'
import type { History } from '../history/history.ts'
import { shortRuns } from '../scenarios/short-runs.fixture.ts'
import { type RealRun, readRun } from './real-run.fixture.ts'

/** How the command ended. */
interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export type RecordedRun = RealRun & Ended

const program = join(import.meta.dirname, '..', '..', 'lab.ts')
/** Those that this process has read. */
const runs = new Map<string, Promise<RecordedRun>>()

/**
 * The short run of a scenario, made by `lab run`. A test that is tried again gets a new run. Where the machine
 * starved a run, and a second one, the test is skipped: a slow machine is no failure.
 */
export async function recordedRun(scenario: string, { task, skip }: TestContext): Promise<RecordedRun> {
  const folder = join(sharedFolder(), `${scenario}-${task.result?.retryCount ?? 0}`)
  const promised = runs.get(folder) ?? recordOrWait(scenario, folder)
  runs.set(folder, promised)
  const run = await promised
  const reason = whyNothingIsProved(run)
  if (reason !== undefined) skip(`${scenario}: ${reason}`)
  return run
}

/** A run that the tests of one file share: made for the first that asks; a test that is tried again gets a new one. */
export function sharedByTests(make: () => Promise<RealRun>): (context: TestContext) => Promise<RealRun> {
  const made = new Map<number, Promise<RealRun>>()
  return async ({ task, skip }) => {
    const attempt = task.result?.retryCount ?? 0
    const promised = made.get(attempt) ?? make()
    made.set(attempt, promised)
    const run = await promised
    if (isStarved(run.history)) skip('the machine was starved')
    return run
  }
}

function sharedFolder(): string {
  const folder = process.env['LAB_RECORDED_RUNS']
  if (folder === undefined)
    throw new Error('LAB_RECORDED_RUNS is not set: run the tests by vitest.config.ts, which sets it')
  return folder
}

async function recordOrWait(scenario: string, folder: string): Promise<RecordedRun> {
  // Of several processes only one makes the folder.
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  )
  const file = join(folder, 'ended.json')
  if (isFirst) {
    await writeFile(`${file}.part`, JSON.stringify(await record(scenario, folder)))
    await rename(`${file}.part`, file)
  }
  while (!existsSync(file)) await setTimeout(100)
  const ended: Ended = JSON.parse(await readFile(file, 'utf8'))
  return { ...ended, ...(await read(scenario, folder, ended)) }
}

/** Tries a second time where the first has not come to run, or proves nothing. */
async function record(scenario: string, folder: string): Promise<Ended> {
  const ended = await lab(scenario, folder)
  const reason = await read(scenario, folder, ended).then(whyNothingIsProved, () => 'it did not start')
  return reason === undefined ? ended : lab(scenario, folder)
}

/** @throws with what the command said, where it has left no report */
function read(scenario: string, folder: string, { status, stderr }: Ended): Promise<RealRun> {
  return readRun(join(folder, scenario, 'latest')).catch((cause) => {
    throw new Error(`lab run ${scenario} ended with ${status}: ${stderr}`, { cause })
  })
}

async function lab(scenario: string, folder: string): Promise<Ended> {
  const changes = Object.entries(shortRuns[scenario] ?? {}).map(
    ([key, value]) => `--set=${key}=${JSON.stringify(value)}`,
  )
  const child = spawn(process.execPath, [program, 'run', scenario, '--out', folder, ...changes])
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const end = () => child.kill()
  process.once('exit', end)
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  process.off('exit', end)
  return { status, stdout, stderr }
}

/** The reason for which a run proves nothing. A run that is unknown for any other reason is a failure of its test. */
function whyNothingIsProved({ report, history }: RealRun): string | undefined {
  const [because] = isStarved(history) ? starvationOf(history.run, history.segments) : []
  return because && report.verdict !== 'pass' ? `the machine was starved: ${because.because.join('; ')}` : undefined
}

function isStarved({ run, segments }: History): boolean {
  return starvationOf(run, segments).length > run.scenario.trials / 2
}
