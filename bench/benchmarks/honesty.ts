/**
 * Whether comparisons fool nobody: identical runs are compared with each other, and runs of replicas that are slower on
 * purpose with runs of those that are not. `node bench/benchmarks/honesty.ts [folder] [minutes]` makes the runs that are
 * still missing in the folder, for so many minutes at most, and prints in Markdown what can be said by then.
 */

import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startProcesses } from '../../stack/processes.ts'
import type { Stack, Topology } from '../../stack/stack.ts'
import { findTools } from '../../stack/toolchain.ts'
import { readSide } from '../results-reader.ts'
import { runScenario } from '../run.ts'
import { loadScenario } from '../scenarios/scenario-file.ts'
import { honestyOf } from './honesty-figures.ts'

const scenarioName = 'session-mismatch'
/** Runs of six trials, each on a stack of its own. */
const identicalRuns = 60
/** Each six runs of one trial a side, in turns, on two stacks that are both up all the while. */
const plantedComparisons = 8
const runsEach = 6
const slowReplica = join(import.meta.dirname, '../../services/replica/slow.fixture.ts')

const [folder = join('results', 'honesty'), minutes = '60'] = process.argv.slice(2)
const until = performance.now() + Number(minutes) * 60_000
const tools = await findTools({ onProgress: console.error })
const sixTrials = await scenarioOf({ warmUpSeconds: 0.5, trials: 6 })
const oneTrial = await scenarioOf({ warmUpSeconds: 0.3, trials: 1 })

// Both kinds take turns to the end, so that each sees all moods of the machine.
while (performance.now() < until) {
  const [identical, planted] = [(await runsIn('identical')) / identicalRuns, (await plantedDone()) / plantedComparisons]
  if (Math.min(identical, planted) >= 1) break
  if (planted < identical) await plant(await plantedDone())
  else await run('identical', sixTrials, (topology, logs) => startProcesses(topology, { tools, logs }))
  console.error(
    `${Math.round(identical * 100)} % of the identical runs, ${Math.round(planted * 100)} % of the slower ones`,
  )
}
const sideOf = (name: string) => readSide(join(folder, name, scenarioName))
const planted = Array.from({ length: await plantedDone() }, (_, index) =>
  Promise.all([sideOf(`before-${index}`), sideOf(`slower-${index}`)]),
)
console.log(honestyOf(await sideOf('identical'), await Promise.all(planted)))

function scenarioOf(changes: object) {
  const overrides = Object.entries({ modes: ['redis', 'jwt'], clients: ['frozen'], ...changes })
  return loadScenario(
    scenarioName,
    overrides.map(([key, value]) => ({ path: [key], value, source: key })),
  )
}

async function runsIn(name: string): Promise<number> {
  const parent = join(folder, name, scenarioName)
  await mkdir(parent, { recursive: true })
  return (await readdir(parent)).filter((entry) => entry !== 'latest').length
}

async function plantedDone(): Promise<number> {
  let done = 0
  while ((await runsIn(`slower-${done}`)) >= runsEach) done += 1
  return done
}

async function plant(index: number): Promise<void> {
  const stacks: Stack[] = []
  const kept = async (topology: Topology, logs: string, replicaProgram?: string) => {
    const stack = await startProcesses(topology, { tools, logs, replicaProgram })
    stacks.push(stack)
    return stack
  }
  const launchers = {
    [`before-${index}`]: once((topology, logs) => kept(topology, logs)),
    [`slower-${index}`]: once((topology, logs) => kept(topology, logs, slowReplica)),
  }
  try {
    for (let round = 0; round < runsEach; round += 1) {
      // A B, B A, A B, …
      const order = Object.entries(launchers)
      for (const [name, launch] of round % 2 === 0 ? order : order.toReversed()) await run(name, oneTrial, launch)
    }
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()))
  }
}

type Launch = (topology: Topology, logs: string) => Promise<Stack>

/** Starts a stack the first time, and gives it again and again: a run does not end it. */
function once(launch: Launch): Launch {
  let started: Promise<Stack> | undefined
  return async (topology, logs) => {
    started ??= launch(topology, logs)
    return { ...(await started), stop: async () => {} }
  }
}

async function run(name: string, scenario: Awaited<typeof oneTrial>, launch: Launch): Promise<void> {
  const { failure } = await runScenario({
    scenario,
    launch,
    out: join(folder, name),
    onProgress: () => {},
    signal: new AbortController().signal,
  })
  if (failure) throw failure
}
