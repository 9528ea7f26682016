/** Mutated requests at three real replicas, in every mode: nothing falls over and nobody gets in; and replicas that do and let, found out. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { modeNames } from '../modes.ts'
import { startProcesses } from '../stack/processes.ts'
import { findTools } from '../stack/toolchain.ts'
import { accountsNeeded, type CampaignResult, fuzz } from './fuzz/campaign.ts'
import { readVitals } from './fuzz/vigil.ts'
import { accountsPassword } from './load/virtual-users.ts'
import { modeRecords } from './mode-records.ts'

async function fuzzed(modes: readonly string[], count: number, program?: string): Promise<CampaignResult> {
  const logs = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const stack = await startProcesses(
    { replicas: 3, modes, virtualUsers: { count: accountsNeeded(count, modes.length), password: accountsPassword } },
    {
      tools: await findTools(),
      logs,
      replicaProgram: program && join(import.meta.dirname, '..', 'services', 'replica', `${program}.fixture.ts`),
    },
  )
  try {
    const { origin, replicas } = stack
    const before = await readVitals(replicas)
    const result = await fuzz({ origin, replicas, modes: modeRecords(modes), seed: 7, from: 0, count })
    const startsOf = (vitals: typeof before) =>
      Object.entries(vitals).map(([name, { startedAtMs }]) => [name, startedAtMs])
    expect(startsOf(await readVitals(replicas))).toEqual(startsOf(before))
    return result
  } finally {
    await stack.stop()
    await rm(logs, { recursive: true })
  }
}

it('nothing that is almost a request fails a replica or lets anybody in, in any mode', async () => {
  const { sent, answers, found, controls } = await fuzzed(modeNames(), 2_500)
  expect(found).toEqual([])
  expect(controls).toEqual({ asked: 125, wrong: [] })
  expect(sent).toBe(2_500)
  // Many kinds of refusal, and not refusals alone: what is sent gets past the door and into every room.
  for (const status of [200, 204, 400, 401, 403, 404, 405, 413, 414, 415, 431, 501])
    expect(answers).toHaveProperty(`${status}`)
})

it('replicas that believe too much, and fall over a header that is a list, are found out', async () => {
  const { found } = await fuzzed(['basic', 'sticky', 'jwt', 'redis'], 2_000, 'gullible')
  const complaints = new Set(found.map(({ mode, complaint }) => `${complaint.is} in ${mode}`))
  expect([...complaints].toSorted()).toEqual(['failed in jwt', 'forged in jwt', 'forged in sticky'])
})
