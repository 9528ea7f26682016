/** Posts on three real replicas: written once each, through a death in their midst; and found out where they are not. */

import { describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import type { Defects } from '../../services/replica/testing/planted-defects.fixture.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'

const checkOf = ({ report }: RealRun, mode: string, name: CheckName) => {
  const check = report.modes[mode]?.checks[name]
  if (check === undefined) throw new Error(`the report has nothing on ${mode}, ${name}`)
  return check
}

const none = { is: 'none', atLeast: 100 }
const expectations = { 'duplicate-execution': none, 'lost-post': none, 'identity-swap': none }

describe('posts while a replica dies and comes back', () => {
  const modes = ['memory', 'redis', 'jwt', 'basic']

  it('are each in the database once, in every mode, and the database is read back after each round', async () => {
    const run = await realRun(
      {
        modes,
        workload: 'posts',
        trials: 1,
        perMode: { basic: { load: { users: 6, ratePerSecond: 6 } } },
        expect: expectations,
      },
      { scenario: 'kill-a-replica' },
    )
    for (const mode of modes) {
      expect(checkOf(run, mode, 'duplicate-execution'), mode).toMatchObject({ valid: true, count: 0 })
      expect(checkOf(run, mode, 'lost-post'), mode).toMatchObject({ valid: true, count: 0 })
      expect(checkOf(run, mode, 'lost-post').total, mode).toBeGreaterThan(10)
    }
    expect(run.history.audits.map(({ mode }) => mode)).toEqual(['memory', 'memory'])
    const titles = run.history.audits.flatMap((audit) => audit.titles)
    expect(titles).toContain('A question') // the database as it is, whoever wrote it
    expect(new Set(titles).size).toBe(titles.length)
  })
})

describe('a replica that is wrong on purpose is found out', () => {
  const broken = (defect: Defects[string]) =>
    realRun(
      {
        trials: 2,
        modes: ['sticky'],
        clients: ['frozen'],
        workload: 'posts',
        'load.minOperations': 2_000,
        expect: expectations,
      },
      { defects: { sticky: defect } },
    )

  it('that writes one post in fifty twice: duplicate-execution', async () => {
    const run = await broken('doubles-posts')
    const { rate, count, causes, evidence } = checkOf(run, 'sticky', 'duplicate-execution')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ answered: count })
    expect(evidence[0]?.says).toMatch(
      /^user-\d+ sent post user-\d+\.\d+\.\d+ once, at .*, and the database has 2 of it$/,
    )
    expect(checkOf(run, 'sticky', 'lost-post')).toMatchObject({ valid: true, count: 0 })
    expect(run.report.verdict).toBe('fail')
  })

  it('that acknowledges one post in fifty without writing it: lost-post', async () => {
    const run = await broken('drops-posts')
    const { rate, count, causes } = checkOf(run, 'sticky', 'lost-post')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ 'no-fault-about': count })
    expect(checkOf(run, 'sticky', 'duplicate-execution')).toMatchObject({ valid: true, count: 0 })
    expect(run.report.verdict).toBe('fail')
  })
})
