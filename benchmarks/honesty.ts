/**
 * The error rates of comparisons: compares identical replicas, and deliberately slowed replicas with normal ones. Each
 * comparison has its own two stacks, both warm before the first run that counts, and alternates runs of one trial on them.
 * `npx node benchmarks/honesty.ts [folder] [minutes]` makes the comparisons that are missing in the folder, for at most that
 * many minutes, and prints the results so far in Markdown.
 */

import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side } from '../analysis/compare/side.ts'
import { loadScenario } from '../bench/scenarios/scenario-file.ts'
import { readSide } from '../runs/results-reader.ts'
import { type RunOptions, runAndReport } from '../runs/run-and-report.ts'
import { type Defects, defectiveReplica } from '../services/replica/testing/planted-defects.fixture.ts'
import { startProcesses } from '../stack/launchers/processes/processes.ts'
import type { Stack } from '../stack/stack.ts'
import { findTools } from '../stack/toolchain/toolchain.ts'
import { honestyOf, type Pair } from './honesty-figures.ts'

const scenarioName = 'session-mismatch'
/** How many comparisons there shall be, what the second stack of each runs, and how long each trial takes. */
const slow: Defects = { redis: 'wastes-cpu', jwt: 'wastes-cpu' }
const kinds = {
  identical: { wanted: 40, defects: undefined, trialSeconds: 0.25 },
  slower: { wanted: 8, defects: slow, trialSeconds: 0.25 },
  'slower-longer': { wanted: 8, defects: slow, trialSeconds: 1 },
} as const
type Kind = keyof typeof kinds
const kindNames = Object.keys(kinds) as Kind[]
const runsEach = 6
/** Thrown away where runs in turns are compared: fresh replicas answer half as many as those that compiled their code. */
const warmUp = 'warm-up'

const [folder = join('results', 'honesty'), minutes = '60'] = process.argv.slice(2)
const until = performance.now() + Number(minutes) * 60_000
const tools = await findTools({ onProgress: console.error })
const sixTrials = await scenarioOf({ warmUpSeconds: 0.5, trials: 6 })

while (performance.now() < until) {
  const kind = await nextKind()
  if (kind === undefined) break
  const index = await done(kind)
  console.error(`${kind} ${index + 1} of ${kinds[kind].wanted}`)
  await comparison(kind, join(folder, kind, `${index}`.padStart(2, '0')))
}
console.log(
  honestyOf({
    identical: await pairsOf('identical'),
    slower: [
      { trialSeconds: kinds.slower.trialSeconds, pairs: await pairsOf('slower') },
      { trialSeconds: kinds['slower-longer'].trialSeconds, pairs: await pairsOf('slower-longer') },
    ],
  }),
)

function scenarioOf(changes: Readonly<Record<string, unknown>>) {
  const overrides = Object.entries({ modes: Object.keys(slow), clients: ['frozen'], ...changes })
  return loadScenario(
    scenarioName,
    overrides.map(([key, value]) => ({ path: key.split('.'), value, source: key })),
  )
}

/** All kinds alternate, so that each runs under all conditions of the machine: the next is the one with the least progress. */
async function nextKind(): Promise<Kind | undefined> {
  const shares = await Promise.all(
    kindNames.map(async (kind) => ({ kind, share: (await done(kind)) / kinds[kind].wanted })),
  )
  return shares.filter(({ share }) => share < 1).sort((a, b) => a.share - b.share)[0]?.kind
}

async function done(kind: Kind): Promise<number> {
  return (await finished(kind)).length
}

/** An unfinished comparison has another name. */
async function finished(kind: Kind): Promise<string[]> {
  await mkdir(join(folder, kind), { recursive: true })
  return (await readdir(join(folder, kind))).filter((name) => /^\d+$/.test(name)).sort()
}

/** Two stacks; a run on each that warms it up; then runs in turns: A B, B A, A B, … */
async function comparison(kind: Kind, place: string): Promise<void> {
  const unfinished = `${place}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  const { defects, trialSeconds } = kinds[kind]
  const oneTrial = await scenarioOf({ warmUpSeconds: 0.1, trials: 1, 'load.durationSeconds': trialSeconds })
  const sides = Object.entries({ a: keptStack(), b: keptStack(defects) })
  try {
    for (const [side, { launch }] of sides) await run(sixTrials, join(unfinished, warmUp, side), launch)
    for (let round = 0; round < runsEach; round += 1)
      for (const [side, { launch }] of round % 2 === 0 ? sides : sides.toReversed())
        await run(oneTrial, join(unfinished, side), launch)
  } finally {
    await Promise.all(sides.map(([, { stop }]) => stop()))
  }
  await rename(unfinished, place)
}

type Launch = RunOptions['launch']

/** A stack that is started once and reused: the end of a run does not stop it. */
function keptStack(defects?: Defects): { launch: Launch; stop: () => Promise<void> } {
  let started: Promise<Stack> | undefined
  return {
    launch: async (topology, logs) => {
      started ??= startProcesses(topology, { tools, logs, ...(defects && defectiveReplica(defects)) })
      return { ...(await started), stop: async () => {} }
    },
    stop: async () => (await started)?.stop(),
  }
}

async function run(scenario: typeof sixTrials, out: string, launch: Launch): Promise<void> {
  const { signal } = new AbortController()
  const { failure } = await runAndReport({ scenario, launch, out, onProgress: () => {}, signal })
  if (failure) throw failure
}

async function pairsOf(kind: Kind): Promise<Pair[]> {
  const sidesIn = async (place: string): Promise<[Side, Side]> => [
    await readSide(join(place, 'a', scenarioName)),
    await readSide(join(place, 'b', scenarioName)),
  ]
  const places = (await finished(kind)).map((name) => join(folder, kind, name))
  return Promise.all(
    places.map(async (place) => ({ single: await sidesIn(join(place, warmUp)), inTurns: await sidesIn(place) })),
  )
}
