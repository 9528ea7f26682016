/** The sticky-shootout on three real replicas: what each policy does to sessions in memory, and to the shares of the replicas. */

import { describe, expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

function modeOf({ report }: RealRun, name: string) {
  const mode = report.modes[name]
  if (mode === undefined) throw new Error(`the report has nothing on ${name}`)
  return mode
}

describe('a hash of the session cookie', () => {
  it('loses two sessions of three as a whole, and the others not at all, whoever the client is', async (context) => {
    const run = await recordedRun('sticky-shootout', context)
    const { clients } = modeOf(run, 'memory-hash')
    for (const client of ['frozen', 'browser'] as const) {
      const check = clients[client]?.checks['session-mismatch']
      expect(check?.count).toBe(5 * (check?.sessions.count as number))
      expect(check?.prediction?.rate).toBeCloseTo(2 / 3, 12)
      expect(Math.abs((check?.rate as number) - 2 / 3)).toBeLessThan(0.06)
    }
  })
})

const byAddress = ['memory-ip-hash', 'memory-consistent-hash']

describe('where users come from many networks', () => {
  it('policies by address lose nobody and use all replicas', async (context) => {
    const run = await recordedRun('sticky-shootout', context)
    for (const name of byAddress) {
      expect(firstClient(modeOf(run, name)).checks['session-mismatch']).toMatchObject({ valid: true, count: 0 })
      expect(Object.keys(firstClient(modeOf(run, name)).load.shareByReplica)).toHaveLength(3)
    }
  })

  it('least-conn knows nothing of users: most of their requests are lost', async (context) => {
    const run = await recordedRun('sticky-shootout', context)
    const check = firstClient(modeOf(run, 'memory-least-conn')).checks['session-mismatch']
    expect(check.rate).toBeGreaterThan(0.5)
    expect(check.prediction?.rate).toBeUndefined()
    expect(check).toMatchObject({ expectation: { is: 'some', outcome: 'as-expected' } })
  })
})

describe('where users share an address', () => {
  it('policies by address lose nobody and leave all work to one replica, which the report says', async (context) => {
    const run = await recordedRun('sticky-behind-nat', context)
    for (const name of byAddress) {
      expect(firstClient(modeOf(run, name)).checks['session-mismatch']).toMatchObject({ valid: true, count: 0 })
      expect(Object.values(firstClient(modeOf(run, name)).load.shareByReplica)).toEqual([1])
      expect(run.report.caveats.join()).toMatch(new RegExp(`${name}: replica-\\d answered 100 % of all requests`))
    }
  })
})

const newer = process.env['LAB_NEWER_NGINX']
describe.skipIf(!newer)('sticky-native on a newer nginx (LAB_NEWER_NGINX)', () => {
  it('loses as little as sticky-cookie: nothing', async () => {
    const run = await realRun(
      { trials: 1, modes: ['sticky', 'memory-sticky-native'] },
      { scenario: 'sticky-shootout', nginx: newer },
    )
    expect(run.report.verdict).toBe('pass')
    for (const name of ['sticky', 'memory-sticky-native']) {
      expect(firstClient(modeOf(run, name)).checks['session-mismatch']).toMatchObject({
        count: 0,
        prediction: { rate: 0 },
      })
    }
  })
})
