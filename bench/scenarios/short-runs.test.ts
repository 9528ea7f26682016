/** The end-to-end tests must run every built-in scenario and fault. */
import { describe, expect, it } from 'vitest'
import { faultNames } from '../faults/registry.ts'
import { clientsOf, expectOf, type Scenario, workloadOf } from './scenario.ts'
import { builtInScenarios, loadScenario } from './scenario-file.ts'
import { shortRuns } from './short-runs.fixture.ts'

const names = Object.keys(shortRuns)
const shortRun = (name: string) =>
  loadScenario(
    name,
    Object.entries(shortRuns[name] ?? {}).map(([key, value]) => ({ path: key.split('.'), value, source: key })),
  )

describe('the short runs', () => {
  it('are of every built-in scenario', async () => expect(names.toSorted()).toEqual(await builtInScenarios()))

  it('inject every fault', async () => {
    const injected = new Set<string>()
    for (const name of names) for (const { fault } of (await shortRun(name)).timeline ?? []) injected.add(fault)
    expect([...injected].toSorted()).toEqual(faultNames.toSorted())
  })

  it.each(names)('of %s keeps its modes, its checks and what it expects of them', async (name) => {
    const [whole, short] = [await loadScenario(name), await shortRun(name)]
    expect(short.modes).toEqual(whole.modes)
    for (const mode of whole.modes) expect(tried(short, mode)).toEqual(tried(whole, mode))
  })
})

/** The workload of a mode, and the expectation of each check. */
function tried(scenario: Scenario, mode: string) {
  const expected = Object.entries(expectOf(scenario, mode)).map(([check, wanted]) => [check, wanted?.is])
  return { clients: clientsOf(scenario, mode), workload: workloadOf(scenario, mode), expected }
}
