import { describe, expect, it } from 'vitest'
import { builtInScenarios, loadScenario, type Override } from '../../bench/scenarios/scenario-file.ts'
import { missingLaws } from './missing-laws.ts'

const option = (path: string, value: unknown): Override => ({ path: path.split('.'), value, source: '--set' })
const missingIn = async (name: string, ...overrides: Override[]) => missingLaws(await loadScenario(name, overrides), 2)
const death = (at: number, replica: number) => ({ at, fault: 'kill-replica', replica: `replica-${replica}`, for: 1 })

describe('expectations without a law', () => {
  it('are in no scenario of the lab', async () => {
    const names = await builtInScenarios()
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) expect(await missingIn(name), name).toEqual([])
  })

  it('are named with check, mode and clients where a second fault depends on what the first has left', async () => {
    const twoDeaths = option('timeline', [death(3, 1), death(7, 2)])
    expect(await missingIn('kill-a-replica', twoDeaths, option('modes', ['sticky', 'redis']))).toEqual([
      "expect.session-loss: no prediction exists for sticky (frozen clients) with kill-replica, kill-replica: write 'none' or 'some' there (perMode.sticky.expect), or have fewer faults",
    ])
  })

  it('are none where no fault alone loses a session', async () => {
    const two = option('timeline', [
      { at: 3, fault: 'pause-replica', replica: 'replica-1', for: 1 },
      { at: 7, fault: 'slow-replica', replica: 'replica-2', latencyMs: 200, for: 1 },
    ])
    expect(await missingIn('kill-a-replica', two, option('modes', ['sticky', 'redis']))).toEqual([])
  })

  it('are not those of a mode that somebody wants to try', async () => {
    expect(await missingIn('session-mismatch', option('modes', ['memory-least-conn']))).toEqual([])
  })
})
