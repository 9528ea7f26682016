/** The verdicts of a run do not depend on the launcher: containers and processes give the same. */

import { describe, expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { startContainers } from '../../stack/launchers/containers/containers.ts'
import { engineFor } from '../../stack/launchers/containers/engine.fixture.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

const engine = await engineFor('launchers.container.test.ts')

function inContainers(changes: Readonly<Record<string, unknown>>, scenario: string): Promise<RealRun> {
  if (!engine) throw new Error('no container engine answers')
  return realRun(changes, { scenario, launch: (topology, logs) => startContainers(topology, { engine, logs }) })
}

/** The verdict and the prediction of each check, for these modes with frozen clients. */
function findingsOf({ report }: RealRun, modes: readonly string[]) {
  return modes.map((mode) => {
    const checks = Object.entries(report.modes[mode]?.clients.frozen?.checks ?? {})
    return {
      mode,
      checks: checks.map(([name, { valid, prediction }]) => ({ name, valid, predicted: prediction?.rate ?? null })),
    }
  })
}

describe.skipIf(!engine)('a run in containers', () => {
  it('finds the mismatches that one in processes finds', async (context) => {
    const modes = ['memory', 'sticky', 'redis', 'jwt']
    const processes = await recordedRun('session-mismatch', context)
    const changes = { modes, clients: ['frozen'], trials: 2, 'load.minOperations': 3_000 }
    const containers = await inContainers(changes, 'session-mismatch')
    expect([processes.report.verdict, containers.report.verdict]).toEqual(['pass', 'pass'])
    expect(findingsOf(processes, modes).flatMap(({ checks }) => checks).length).toBeGreaterThan(modes.length * 10)
    expect(findingsOf(containers, modes)).toEqual(findingsOf(processes, modes))
    expect(containers.report.environment).toMatchObject({ launcher: 'containers', redis: expect.stringMatching(/^8/) })
    expect(containers.accessLog.length).toBe(containers.history.operations.length)
  })

  it('finds the losses that the death of a replica is predicted to cause, and no others', async () => {
    const modes = ['memory', 'sticky', 'cluster-sync', 'redis', 'jwt']
    const changes = { modes, trials: 1, 'expect.session-loss': { is: 'predicted', atLeast: 100 } }
    const { report } = await inContainers(changes, 'kill-a-replica')
    expect(report.verdict).toBe('pass') // as in faults.e2e.test.ts
    const lost = modes.filter((mode) => firstClient(report.modes[mode])?.checks['session-loss'].valid === false)
    expect(lost).toEqual(['memory', 'sticky'])
  })
})
