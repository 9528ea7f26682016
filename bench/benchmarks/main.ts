/** `npm run bench`: ratios on this machine in this run, for a few figures that the lab's worth rests on. */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProcesses } from '../../stack/processes.ts'
import { findTools } from '../../stack/toolchain.ts'
import { saturate } from '../load/closed.ts'
import { accountsPassword } from '../load/virtual-users.ts'
import { loadScenario } from '../scenarios/scenario-file.ts'
import { harnessRate } from './harness.ts'
import { type Rates, type Ratio, ratiosTo } from './pairs.ts'
import { measureRound, type Target, targetsOf, yardstick } from './strategies.ts'

const rounds = 15
const seconds = 0.5
/** Longer: the virtual users first have to log in. */
const harnessSeconds = 1.5
const out = join('results', 'benchmarks')
const modes = ['memory', 'redis', 'jwt', 'basic']

await mkdir(out, { recursive: true })
const tools = await findTools({ onProgress: console.error })
const virtualUsers = { count: 128, password: accountsPassword }
const stack = await startProcesses({ replicas: 1, modes, virtualUsers }, { tools, logs: join(out, 'logs') })
const bare = await startProcesses(
  { replicas: 1, modes: ['memory'], virtualUsers },
  { tools, logs: join(out, 'logs-bare'), replicaProgram: join(import.meta.dirname, 'bare-fastify.ts') },
)
try {
  const targets = await targetsOf(stack, modes, bare)
  const ofStrategies = await inTurns((round) => measureRound(targets, round === 0 ? 2 : seconds))
  const ofHarness = await inTurns(() => harnessRound(targets))
  const ratios = [...ratiosTo(yardstick, ofStrategies), ...ratiosTo('plain autocannon', ofHarness)]
  print(ratios, ofStrategies)
  await writeFile(join(out, 'ratios.json'), `${JSON.stringify({ rounds, seconds, ratios }, null, 2)}\n`)
  console.log(`\nWritten to ${join(out, 'ratios.json')}`)
} finally {
  await Promise.all([stack.stop(), bare.stop()])
}

/** The first round warms everything up and is thrown away. */
async function inTurns(measure: (round: number) => Promise<Rates>): Promise<Rates[]> {
  const measured: Rates[] = []
  for (let round = 0; round <= rounds; round += 1) {
    process.stderr.write(round === 0 ? 'warming up\n' : `round ${round} of ${rounds}\n`)
    const rates = await measure(round)
    if (round > 0) measured.push(rates)
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

function print(ratios: readonly Ratio[], ofStrategies: readonly Rates[]): void {
  const bareRates = ofStrategies.map((round) => Math.round(round[yardstick] ?? 0).toLocaleString('en'))
  console.log(`GET /me straight to one replica; bare Fastify in the same rounds: ${bareRates.join(', ')} per second\n`)
  for (const { of, to, median, ci95, perSecond } of ratios) {
    const interval = ci95 ? ` [${ci95.map(twoDigits).join(', ')}]` : ''
    console.log(
      `${of.padEnd(18)} ${twoDigits(median)}${interval} of ${to} (${Math.round(perSecond).toLocaleString('en')}/s)`,
    )
  }
}

function twoDigits(ratio: number): string {
  return ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2)
}
