/** Every built-in scenario, shortened, on real servers: each finding is as predicted, and each fault was in force. */
import { describe, expect, it, type TestContext } from 'vitest'
import { recordedRun } from '../run/recorded-run.fixture.ts'
import type { Scenario } from './scenario.ts'
import { loadScenario } from './scenario-file.ts'
import { shortRuns } from './short-runs.fixture.ts'

const scenarios = await Promise.all(Object.keys(shortRuns).map((name) => loadScenario(name)))
/** With load at a rate, and few modes: most of the time the processors are idle. */
const isLight = ({ load, modes }: Scenario) => load.ratePerSecond !== undefined && modes.length <= 5
const named = (light: boolean) => scenarios.filter((scenario) => isLight(scenario) === light).map(({ name }) => name)

async function findsWhatIsPredicted(scenario: string, context: TestContext): Promise<void> {
  const { report, history, credentials, status, stderr } = await recordedRun(scenario, context)
  const checks = Object.entries(report.modes).flatMap(([mode, { clients }]) =>
    Object.values(clients).flatMap((client) =>
      Object.entries(client.checks).map(([name, { expectation }]) => ({ mode, name, ...expectation })),
    ),
  )
  expect(checks.filter(({ outcome }) => outcome === 'unexpected')).toEqual([])
  expect(report.verdict, stderr).toBe('pass')
  expect(status).toBe(0)
  expect(credentials).toEqual([])
  const timeline = shortRuns[scenario]?.['timeline'] ?? scenarios.find(({ name }) => name === scenario)?.timeline ?? []
  expect(history.faults).toEqual(
    (timeline as readonly { fault: string }[]).map(({ fault }) =>
      expect.objectContaining({ fault, inForceMicros: expect.any(Number), healedMicros: expect.any(Number) }),
    ),
  )
}

describe.concurrent('a scenario with a light load, several at a time', () => {
  it.for(named(true))('%s finds what is predicted', findsWhatIsPredicted)
})

describe('a scenario with a heavy load, alone', () => {
  it.for(named(false))('%s finds what is predicted', findsWhatIsPredicted)
})
