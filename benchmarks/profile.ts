/** Where the time of a `GET /me` goes, by profile: `npx node benchmarks/profile.ts`. See docs/reference/cost-of-a-request.md. */

import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { saturate } from '../bench/load/closed.ts'
import { accountsPassword } from '../bench/load/users/virtual-users.ts'
import { startProcesses } from '../stack/launchers/processes/processes.ts'
import { until } from '../stack/parts/readiness.ts'
import { findTools } from '../stack/toolchain/toolchain.ts'
import { profileFile } from './profile-on-signal.ts'
import { loggedIn, openTarget, type Target } from './strategies.ts'
import { type Profiled, placeTable } from './time-by-place.ts'

/** Warms up every target before any is profiled, because they share code that is compiled for all its uses. */
const warmUpSeconds = 3
const profiledSeconds = 4
const connections = 32
const modes = ['memory', 'cluster', 'redis', 'jwt']
const out = join('results', 'benchmarks')

await mkdir(out, { recursive: true })
const tools = await findTools({ onProgress: console.error })
const start = (name: string, modes: readonly string[]) =>
  startProcesses(
    { replicas: 1, modes, virtualUsers: { count: 1, password: accountsPassword } },
    { tools, logs: join(out, `logs-${name}`), replicaProgram: join(import.meta.dirname, `${name}.ts`) },
  )
const bare = await start('profiled-bare', ['memory'])
const ours = await start('profiled-replica', modes)
try {
  const targets = [openTarget('bare Fastify', bare)]
  for (const mode of modes) targets.push(await loggedIn(mode, ours, mode))
  for (const { url, headers } of targets) await saturate({ url, headers, connections, seconds: warmUpSeconds })
  const profiled: Profiled[] = []
  for (const target of targets) profiled.push(await profileOf(target))
  console.log(placeTable(profiled))
  console.log(`\nThe profiles themselves: ${join(out, '*.cpuprofile')}`)
} finally {
  await Promise.all([bare.stop(), ours.stop()])
}

async function profileOf({ name, replica, url, headers }: Target): Promise<Profiled> {
  process.stderr.write(`${name}\n`)
  const { pid } = (await (await fetch(`${replica.statusOrigin}/status`)).json()) as { pid: number }
  process.kill(pid, 'SIGUSR2')
  const { requests, requestsPerSecond, not2xx } = await saturate({
    url,
    headers,
    connections,
    seconds: profiledSeconds,
  })
  process.kill(pid, 'SIGUSR2')
  if (not2xx > 0) throw new Error(`${name}: ${not2xx} answers were no success`)
  await until(() => existsSync(profileFile(pid)), AbortSignal.timeout(30_000))
  const kept = join(out, `${name.replace(' ', '-')}.cpuprofile`)
  await rename(profileFile(pid), kept)
  return { name, requests, requestsPerSecond, profile: JSON.parse(await readFile(kept, 'utf8')) }
}
