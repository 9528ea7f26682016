/** A stolen credential on three real replicas: shut out at once where somebody is asked, alive as long as theory says where nobody is. */

import { describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import { checkOf } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

const checkNames = [
  'stolen-after-logout',
  'stolen-after-logout-all',
  'stolen-after-new-password',
  'stolen-after-disabling',
] as const satisfies readonly CheckName[]

describe('a thief', () => {
  it('got in before the remedy', async (context) => {
    const run = await recordedRun('theft', context)
    const before = run.history.operations.filter(({ kind, status }) => kind === 'thief' && status === 200)
    expect(before.length).toBeGreaterThan(100)
  })

  describe.each(checkNames)('%s', (name) => {
    it.for(['sticky', 'redis', 'jwt-denylist'])('is shut out at once in %s', async (mode, context) => {
      const check = checkOf(await recordedRun('theft', context), mode, name)
      expect(check).toMatchObject({ valid: true, count: 0, expectation: { outcome: 'as-expected' } })
      expect(check.total).toBeGreaterThan(100)
    })

    it('goes on in jwt-refresh for what is left of the access token', async (context) => {
      const check = checkOf(await recordedRun('theft', context), 'jwt-refresh', name)
      expect(check).toMatchObject({
        valid: false,
        prediction: { lifeMs: { mean: 1_500, max: 2_000 } },
        expectation: { is: 'predicted', outcome: 'as-expected' },
      })
      expect(check.residualLifetimeMs?.max).toBeLessThanOrEqual(2_000)
    })
  })

  it('leaves nothing in history, reports and logs that lets anybody in', async (context) => {
    const run = await recordedRun('theft', context)
    expect(run.credentials).toEqual([])
  })

  it('leaves everybody with the password and the standing that they had', async (context) => {
    const run = await recordedRun('theft', context)
    // In mode basic the attacker's requests with the old password lock the account: its user cannot change it back (429).
    const basic = new Set(run.history.segments.flatMap(({ mode, segment }) => (mode === 'basic' ? [segment] : [])))
    const kinds = (kind: string) =>
      run.history.operations.filter((operation) => operation.kind === kind && !basic.has(operation.segment))
    for (const [there, back] of [
      ['new-password', 'old-password'],
      ['disable', 'enable'],
    ] as const) {
      expect(kinds(there).length).toBeGreaterThan(30)
      expect(kinds(back).filter(({ status }) => status === 200)).toHaveLength(kinds(there).length)
    }
  })
})
