/** Posts on three real replicas: written once each, through a death in their midst; and found out where they are not. */

import { describe, expect, it } from 'vitest'
import { checkOf, realRun } from '../run/real-run.fixture.ts'

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
