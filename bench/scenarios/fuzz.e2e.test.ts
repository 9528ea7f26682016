/** Mutated requests at three real replicas, in every mode: nothing falls over and nobody gets in; and replicas that do and let, found out. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { modeNames } from '../../modes.ts'
import { type Defects, defectiveReplica } from '../../services/replica/testing/planted-defects.fixture.ts'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import { accountsNeeded, type CampaignResult, fuzz } from '../fuzz/campaign.ts'
import { readVitals } from '../fuzz/health-watch.ts'
import { modeRecords } from '../history/mode-records.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { type LogSearch, searchLogs } from '../probes/log-search.ts'

type Fuzzed = CampaignResult & LogSearch

async function fuzzed(modes: readonly string[], seed: number, count: number, defects?: Defects): Promise<Fuzzed> {
  const logs = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const stack = await startProcesses(
    { replicas: 3, modes, virtualUsers: { count: accountsNeeded(count, modes.length), password: accountsPassword } },
    { tools: await findTools(), logs, ...(defects && defectiveReplica(defects)) },
  )
  try {
    const { origin, replicas } = stack
    const before = await readVitals(replicas)
    const result = await fuzz({ origin, replicas, modes: modeRecords(modes), seed, from: 0, count })
    const startsOf = (vitals: typeof before) =>
      Object.entries(vitals).map(([name, { startedAtMs }]) => [name, startedAtMs])
    expect(startsOf(await readVitals(replicas))).toEqual(startsOf(before))
    await stack.stop()
    return { ...result, ...(await searchLogs(logs, new Set(result.secrets), accountsPassword)) }
  } finally {
    await stack.stop()
    await rm(logs, { recursive: true })
  }
}

it('nothing that is almost a request fails a replica, lets anybody in or writes a credential into a log, in any mode', async () => {
  const { sent, answers, found, controls, logs, leaks, secrets } = await fuzzed(modeNames(), 7, 2_500)
  expect(found).toEqual([])
  expect(controls).toEqual({ asked: 125, wrong: [] })
  expect(sent).toBe(2_500)
  expect(secrets.length).toBeGreaterThan(20)
  expect(logs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['access.log', 'nginx.log', 'redis-server.log', 'replica-1.log']),
  )
  expect(leaks).toEqual([])
  // Many kinds of refusal, and not refusals alone: what is sent gets past the door and into every room.
  for (const status of [200, 204, 400, 401, 403, 404, 405, 413, 414, 415, 431, 501])
    expect(answers).toHaveProperty(`${status}`)
})

it('replicas that believe too much, and fall over a header that is a list, are found out', async () => {
  const { found } = await fuzzed(['sticky', 'jwt'], 44, 900, {
    sticky: 'accepts-unsigned-cookies',
    jwt: 'accepts-unsigned-tokens',
  })
  const complaints = found.map(({ request, mode, complaint }) => `${request} ${complaint.is} in ${mode}`)
  // By its seed, a request is the same each time.
  expect(complaints).toEqual(expect.arrayContaining(['194 failed in jwt', '866 forged in jwt']))
})

it('replicas that write cookies into their logs are found out', async () => {
  const { leaks } = await fuzzed(['sticky', 'jwt'], 1, 100, { sticky: 'logs-cookies' })
  expect(leaks.length).toBeGreaterThan(0)
  for (const { log } of leaks) expect(log).toMatch(/^replica-\d\.log$/)
})
