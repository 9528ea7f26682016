/** `npm run bench`: ratios of a few key figures on this machine in this run. */

import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { median } from '../analysis/statistics/interval.ts'
import { saturate } from '../bench/load/closed.ts'
import { accountsPassword } from '../bench/load/users/virtual-users.ts'
import { loadScenario } from '../bench/scenarios/scenario-file.ts'
import { startProcesses } from '../stack/launchers/processes/processes.ts'
import type { Stack, TokenSettings } from '../stack/stack.ts'
import { findTools } from '../stack/toolchain/toolchain.ts'
import { harnessRate } from './harness.ts'
import { type Rates, type Ratio, ratiosTo } from './paired-rounds.ts'
import { loggedIn, measure, measureRound, type Neighbours, openTarget, type Target } from './strategies.ts'

const rounds = 9
const seconds = 0.5
/** Until the frequent code is optimized, which takes longer than a round. */
const warmUpSeconds = 3
/** Longer: the virtual users first have to log in. */
const harnessSeconds = 1.5
const out = join('results', 'benchmarks')
/** `redis` last: the usual stack is measured next to it. */
const modes = ['memory', 'cluster', 'jwt', 'basic', 'redis']

/** Modes beside a minimal application with the same plugins, store and answer: see minimal/. */
const minimalModes = ['memory', 'redis', 'jwt']
const minimalOf = (mode: string) => `minimal ${mode}`
const aloneOf = (mode: string) => `${mode} alone`

/** The baseline without login, and the usual stack: see bare-fastify.ts and usual-stack.ts. */
const [bareName, usual, usualUntouched] = ['bare Fastify', 'usual stack', 'usual stack, no touch']

// Everything on one processor. On two, the replica's writes wake the client on the other: a slightly faster replica then finds more
// requests waiting and wakes it far less often, so that rates jump between two levels and say little of the cost.
const isPinned = spawnSync('taskset', ['--cpu-list', '--pid', '0', `${process.pid}`]).status === 0
await mkdir(out, { recursive: true })
const tools = await findTools({ onProgress: console.error })
const virtualUsers = { count: 128, password: accountsPassword }
const start = (name: string, modes: readonly string[], program?: string, settings: TokenSettings = {}) =>
  startProcesses(
    { replicas: 1, modes, virtualUsers, ...settings },
    { tools, logs: join(out, `logs-${name}`), replicaProgram: program && join(import.meta.dirname, program) },
  )
const stack = await start('ours', modes)
const bare = await start('bare', ['memory'], 'bare-fastify.ts')
const theirs = await start('usual', ['redis'], 'usual-stack.ts')
const eddsa = await start('eddsa', ['jwt'], undefined, { tokenAlgorithm: 'EdDSA' })
const caching = await start('caching', ['jwt'], undefined, { tokenCache: virtualUsers.count })
/** Each mode beside its minimal application: both serve nothing else. */
const [alone, minimal] = [new Map<string, Stack>(), new Map<string, Stack>()]
for (const mode of minimalModes) {
  alone.set(mode, await start(aloneOf(mode), [mode]))
  minimal.set(mode, await start(minimalOf(mode), [mode], `minimal/${mode}-app.ts`))
}
try {
  const yardstick = openTarget(bareName, bare)
  const pairOf = (mode: string) => [
    loggedIn(aloneOf(mode), alone.get(mode) as Stack, mode),
    loggedIn(minimalOf(mode), minimal.get(mode) as Stack, mode),
  ]
  const targets = [
    ...(await Promise.all([...modes.map((mode) => loggedIn(mode, stack, mode)), ...minimalModes.flatMap(pairOf)])),
    await loggedIn('jwt, EdDSA', eddsa, 'jwt'),
    await loggedIn('jwt, token cache', caching, 'jwt'),
    await loggedIn(usual, theirs, 'redis'),
    await loggedIn(usualUntouched, theirs, 'redis-untouched'),
  ]
  const warmUp = async () => {
    for (const target of [yardstick, ...targets]) await measure(target, warmUpSeconds)
  }
  const ofReplicas = await inTurns(() => measureRound(yardstick, targets, seconds), warmUp)
  const ratesOf = (name: string, rate: keyof Neighbours) => ofReplicas.map((round) => round.get(name)?.[rate] ?? {})
  const toBare = (rate: keyof Neighbours) => targets.flatMap(({ name }) => ratiosTo(bareName, ratesOf(name, rate)))
  const ratios = { perSecond: toBare('perSecond'), perCpuSecond: toBare('perCpuSecond') }
  const beside = (of: string, to: string, rate: keyof Neighbours) => {
    const [own, others] = [ratesOf(of, rate), ratesOf(to, rate)]
    return ratiosTo(
      to,
      own.map((rates, round) => ({ [of]: rates[of] ?? Number.NaN, [to]: others[round]?.[to] ?? Number.NaN })),
    )
  }
  const toUsual = [usual, usualUntouched].flatMap((to) => beside('redis', to, 'perSecond'))
  const toMinimal = minimalModes.flatMap((mode) => beside(aloneOf(mode), minimalOf(mode), 'perSecond'))
  const toMinimalByCpu = minimalModes.flatMap((mode) => beside(aloneOf(mode), minimalOf(mode), 'perCpuSecond'))
  const ofTokens = ['jwt, EdDSA', 'jwt, token cache'].flatMap((name) => beside(name, 'jwt', 'perCpuSecond'))
  const ofHarness = ratiosTo('plain autocannon', await inTurns(() => harnessRound(targets)))
  const bareRates = ofReplicas.map((round) =>
    median([...round.values()].map(({ perSecond }) => perSecond[bareName] ?? 0)),
  )
  const shown = bareRates.map((rate) => Math.round(rate).toLocaleString('en')).join(', ')
  console.log(
    isPinned ? 'All on one processor.' : 'Not on one processor (no taskset): rates may jump between two levels.',
  )
  console.log(`GET /me straight to one replica; bare Fastify before each, median by round: ${shown} per second\n`)
  print(ratios.perSecond)
  print(toUsual)
  console.log('\nThe lab beside a minimal application with the same plugins, store and answer:\n')
  print(toMinimal)
  console.log('\nThe same by CPU time of the replica:\n')
  print(toMinimalByCpu)
  console.log('\nThe same by CPU time of the replica, whatever the client makes of it:\n')
  print(ratios.perCpuSecond)
  console.log('\nRequests for each second of CPU of the replica, by what checks the token:\n')
  print(ofTokens)
  console.log('\nThrough nginx:\n')
  print(ofHarness)
  await writeFile(
    join(out, 'ratios.json'),
    `${JSON.stringify({ rounds, seconds, toBare: ratios, toUsual, toMinimal, toMinimalByCpu, ofTokens, ofHarness }, null, 2)}\n`,
  )
  console.log(`\nWritten to ${join(out, 'ratios.json')}`)
} finally {
  await Promise.all(
    [stack, bare, theirs, eddsa, caching, ...alone.values(), ...minimal.values()].map((each) => each.stop()),
  )
}

/** Results of the warm-up are discarded. */
async function inTurns<Measured>(
  measure: () => Promise<Measured>,
  warmUp: () => Promise<unknown> = measure,
): Promise<Measured[]> {
  const measured: Measured[] = []
  process.stderr.write('warming up\n')
  await warmUp()
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`)
    measured.push(await measure())
  }
  return measured
}

async function harnessRound(targets: readonly Target[]): Promise<Rates> {
  const jwt = targets.find(({ name }) => name === 'jwt') as Target
  const plain = await saturate({
    url: `${stack.origin}/jwt/me`,
    headers: jwt.headers,
    connections: 32,
    seconds: harnessSeconds,
  })
  const scenario = await loadScenario('session-mismatch')
  return {
    'plain autocannon': plain.requestsPerSecond,
    'our virtual users': await harnessRate(stack, scenario, 'jwt', harnessSeconds),
  }
}

function print(ratios: readonly Ratio[]): void {
  for (const { of, to, median, ci95, perSecond } of ratios) {
    const interval = ci95 ? ` [${ci95.map(twoDigits).join(', ')}]` : ''
    console.log(
      `${of.padEnd(21)} ${twoDigits(median)}${interval} of ${to} (${Math.round(perSecond).toLocaleString('en')}/s)`,
    )
  }
}

function twoDigits(ratio: number): string {
  return ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2)
}
