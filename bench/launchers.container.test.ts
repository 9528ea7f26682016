/** What a run finds does not depend on what its parts run as: the same verdicts in containers as in processes. */

import { describe, expect, it } from 'vitest'
import { startContainers } from '../stack/containers.ts'
import { engineFor } from '../stack/engine.fixture.ts'
import { type RealRun, realRun } from './real-run.fixture.ts'

const engine = await engineFor('launchers.container.test.ts')

/** The runs of both launchers. */
async function runBoth(changes: Readonly<Record<string, unknown>>, scenario: string): Promise<RealRun[]> {
  const inProcesses = await realRun(changes, { scenario })
  if (!engine) throw new Error('no container engine answers')
  const launch: Parameters<typeof realRun>[1] = {
    scenario,
    launch: (topology, logs) => startContainers(topology, { engine, logs }),
  }
  return [inProcesses, await realRun(changes, launch)]
}

/** Of each mode, client and check: whether all is well, and what was predicted. */
function findingsOf({ report }: RealRun) {
  return Object.entries(report.modes).map(([mode, { clients }]) => [
    mode,
    Object.entries(clients).map(([client, { checks }]) => [
      client,
      Object.entries(checks).map(([name, { valid, predicted }]) => ({ name, valid, predicted })),
    ]),
  ])
}

describe.skipIf(!engine)('launchers', () => {
  it('find the same mismatches', async () => {
    const modes = ['memory', 'sticky', 'cluster-sync', 'redis', 'jwt']
    const [processes, containers] = await runBoth({ modes, trials: 2 }, 'session-mismatch')
    expect([processes?.report.verdict, containers?.report.verdict]).toEqual(['pass', 'pass'])
    expect(containers && findingsOf(containers)).toEqual(processes && findingsOf(processes))
    expect(containers?.report.environment).toMatchObject({ launcher: 'containers', redis: expect.stringMatching(/^8/) })
    expect(containers?.accessLog.length).toBe(containers?.history.operations.length)
  })

  it('find the same losses when a replica dies', async () => {
    const modes = ['memory', 'sticky', 'cluster-sync', 'redis', 'jwt']
    const changes = { modes, trials: 1, 'expect.session-loss': { is: 'predicted', atLeast: 100 } }
    const runs = await runBoth(changes, 'kill-a-replica')
    expect(runs.map(({ report }) => report.verdict)).toEqual(['pass', 'pass'])
    for (const { report } of runs) {
      const lost = modes.filter((mode) => report.modes[mode]?.checks['session-loss'].valid === false)
      expect(lost).toEqual(['memory', 'sticky'])
    }
  })
})
