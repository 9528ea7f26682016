/** A stolen credential on three real replicas: shut out at once where somebody is asked, alive as long as theory says where nobody is. */

import { beforeAll, describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'

const checkNames = [
  'stolen-after-logout',
  'stolen-after-logout-all',
  'stolen-after-new-password',
  'stolen-after-disabling',
] as const satisfies readonly CheckName[]

describe('a thief', () => {
  let run: RealRun
  const checkOf = (mode: string, name: CheckName) => run.report.modes[mode]?.checks[name]
  beforeAll(async () => {
    const modes = ['sticky', 'redis', 'jwt-denylist', 'jwt-refresh']
    run = await realRun({ trials: 1, modes }, { scenario: 'theft' })
  })

  it('fares as the scenario expects', () => expect(run.report.verdict).toBe('pass'))

  it('got in before the remedy', () => {
    const before = run.history.operations.filter(({ kind, status }) => kind === 'thief' && status === 200)
    expect(before.length).toBeGreaterThan(100)
  })

  describe.each(checkNames)('%s', (name) => {
    it.each(['sticky', 'redis', 'jwt-denylist'])('is shut out at once in %s', (mode) => {
      expect(checkOf(mode, name)).toMatchObject({ valid: true, count: 0, expectation: { outcome: 'as-expected' } })
      expect(checkOf(mode, name)?.total).toBeGreaterThan(100)
    })

    it('goes on in jwt-refresh for what is left of the access token', () => {
      const check = checkOf('jwt-refresh', name)
      expect(check).toMatchObject({
        valid: false,
        prediction: { lifeMs: { mean: 1_500, max: 2_000 } },
        expectation: { is: 'predicted', outcome: 'as-expected' },
      })
      expect(check?.windowMs?.max).toBeLessThanOrEqual(2_000)
    })
  })

  it('leaves nothing in history, reports and logs that lets anybody in', () => expect(run.credentials).toEqual([]))

  it('leaves everybody with the password and the standing that they had', () => {
    const kinds = (kind: string) => run.history.operations.filter((operation) => operation.kind === kind)
    for (const [there, back] of [
      ['new-password', 'old-password'],
      ['disable', 'enable'],
    ] as const) {
      expect(kinds(there).length).toBeGreaterThan(30)
      expect(kinds(back).filter(({ status }) => status === 200)).toHaveLength(kinds(there).length)
    }
  })
})

it('a replica that ends no session where all should end is found out, by the remedy that it spoils', async () => {
  const { report } = await realRun(
    { trials: 1, modes: ['sticky'] },
    { scenario: 'theft', defects: { sticky: 'ignores-logouts-everywhere' } },
  )
  const checks = report.modes['sticky']?.checks
  expect(checkNames.map((name) => [name, checks?.[name].valid])).toEqual([
    ['stolen-after-logout', true],
    ['stolen-after-logout-all', false],
    ['stolen-after-new-password', true], // it takes the place of the session that it came with
    ['stolen-after-disabling', true],
  ])
  expect(checks?.['stolen-after-logout-all'].evidence[0]?.says).toMatch(
    /^user-\d+ logged out everywhere on replica-\d at [\d.]+ s, the thief was still let in on replica-\d [\d.]+ ms later$/,
  )
  expect(report.verdict).toBe('fail')
})
