/**
 * Fuzzes the real stack, and fails where anything is found: `npx node benchmarks/fuzz.ts [requests] [seed] [from]`.
 * Checks: no unintended 5xx, no forged credential accepted, valid users unaffected, no replica restarted, memory growth after
 * a warm-up below a tenth, and no credential in any log. `1 SEED NUMBER` repeats one request.
 */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { accountsNeeded, type CampaignResult, fuzz } from '../bench/fuzz/campaign.ts'
import { readSettledVitals } from '../bench/fuzz/health-watch.ts'
import { modeRecords } from '../bench/history/mode-records.ts'
import { accountsPassword } from '../bench/load/users/virtual-users.ts'
import { searchLogs } from '../bench/probes/log-search.ts'
import { modeNames } from '../modes.ts'
import { startProcesses } from '../stack/launchers/processes/processes.ts'
import { findTools } from '../stack/toolchain/toolchain.ts'

const [requests = 100_000, seed = 1, from = 0] = process.argv.slice(2).map(Number)
/** Fills the caches of users and tokens and the session tables, and compiles the code. */
const warmUp = Math.floor(requests / 4)
const mostGrowth = 0.1
/** With fewer requests a percentage is meaningless. */
const fewestForGrowth = 10_000
const out = join('results', 'benchmarks')
const logs = join(out, 'logs-fuzz')

await mkdir(out, { recursive: true })
const modes = modeRecords(modeNames())
const stack = await startProcesses(
  {
    replicas: 3,
    modes: modeNames(),
    virtualUsers: { count: accountsNeeded(from + requests, modeNames().length), password: accountsPassword },
  },
  {
    tools: await findTools({ onProgress: console.error }),
    logs,
    replicaProgram: join(import.meta.dirname, '..', 'services', 'replica', 'testing', 'garbage-collecting.fixture.ts'),
  },
)
try {
  console.log(`${requests.toLocaleString('en')} mutated requests, seed ${seed}, modes ${modeNames().join(', ')}`)
  const { origin, replicas } = stack
  const campaign = (first: number, count: number) =>
    fuzz({ origin, replicas, modes, seed, from: first, count, onProgress: progressFrom(first - from) })
  const warmedUp = await campaign(from, warmUp)
  const before = await readSettledVitals(replicas)
  const rest = await campaign(from + warmUp, requests - warmUp)
  const after = await readSettledVitals(replicas)

  const wrong = [...judge(warmedUp), ...judge(rest)]
  for (const { name } of replicas) {
    const [then, now] = [before[name], after[name]]
    if (then === undefined || now === undefined || then.startedAtMs !== now.startedAtMs) {
      wrong.push(`${name} was restarted`)
      continue
    }
    const growth = now.memoryBytes.heapUsed / then.memoryBytes.heapUsed - 1
    const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
    console.log(
      `${name}: heap ${megabytes(then.memoryBytes.heapUsed)} → ${megabytes(now.memoryBytes.heapUsed)} MB ` +
        `(${(growth * 100).toFixed(1)} %), resident ${megabytes(then.memoryBytes.rss)} → ${megabytes(now.memoryBytes.rss)} MB`,
    )
    if (requests >= fewestForGrowth && growth > mostGrowth) wrong.push(`${name} grew by ${(growth * 100).toFixed(1)} %`)
  }
  await stack.stop()
  wrong.push(...(await leaksOf(new Set([...warmedUp.secrets, ...rest.secrets]))))
  print('answers', [warmedUp, rest])
  const file = join(out, `fuzz-${seed}.json`)
  const withoutSecrets = (key: string, value: unknown) => (key === 'secrets' ? undefined : value)
  const result = { requests, seed, from, warmedUp, rest, before, after }
  await writeFile(file, `${JSON.stringify(result, withoutSecrets, 2)}\n`)
  for (const line of wrong.slice(0, 20)) console.log(line)
  console.log(
    wrong.length === 0 ? 'Nothing found.' : `${wrong.length} found; all of it, with the bytes sent, in ${file}`,
  )
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await stack.stop()
}

async function leaksOf(secrets: ReadonlySet<string>): Promise<string[]> {
  const { leaks } = await searchLogs(logs, secrets, accountsPassword)
  console.log(`${secrets.size.toLocaleString('en')} parts of credentials looked for in all logs`)
  return leaks.map(({ log, line }) => `a credential in a log: ${join(logs, log)}, line ${line}`)
}

function judge({ found, controls }: CampaignResult): string[] {
  return [
    ...found.map(
      ({ request, mode, sentTo, changes, complaint }) =>
        `${complaint.is}: ${changes.join(' + ')} in ${mode} at ${sentTo}: ${complaint.says} (again: 1 ${seed} ${request})`,
    ),
    ...controls.wrong.map((says) => `an honest user was disturbed: ${says}`),
  ]
}

function print(title: string, results: readonly CampaignResult[]): void {
  const sum: Record<string, number> = {}
  for (const { answers } of results)
    for (const [status, count] of Object.entries(answers)) sum[status] = (sum[status] ?? 0) + count
  const asked = results.reduce((all, { controls }) => all + controls.asked, 0)
  console.log(
    `${title}: ${Object.entries(sum)
      .map(([status, count]) => `${status} ${count.toLocaleString('en')}`)
      .join(', ')}`,
  )
  console.log(`honest users asked ${asked.toLocaleString('en')} times`)
}

function progressFrom(done: number): (sent: number) => void {
  return (sent) => {
    if ((done + sent) % 5_000 < 500) process.stderr.write(`${(done + sent).toLocaleString('en')} sent\n`)
  }
}
