/** The checkers must be able to fail: replicas that are wrong on purpose stand behind the real load balancer. */

import { describe, expect, it } from 'vitest'
import { realRun } from '../run/real-run.fixture.ts'

const changes = { modes: ['sticky', 'jwt'], clients: ['frozen'], trials: 2, 'load.minOperations': 3_000 }

describe('a replica that forgets one session in a hundred', () => {
  it('is found out: session-mismatch, lost by the very replica of the login', async () => {
    const { report } = await realRun(changes, { defects: { sticky: 'forgets-sessions' } })
    const check = report.modes['sticky']?.checks['session-mismatch']
    expect(report.verdict).toBe('fail')
    expect(check).toMatchObject({ valid: false, causes: { 'store-lost-it': check?.count } })
    expect((check?.sessions.count as number) / (check?.sessions.total as number)).toBeCloseTo(0.01, 2)
    expect(check?.evidence[0]?.says).toMatch(
      /^user-\d+ logged in on (replica-\d) at .*, was refused \(unknown-session\) on \1 /,
    )
    expect(report.modes['jwt']?.checks['session-mismatch'].count).toBe(0)
  })
})

describe('a replica that takes one user for another, one time in a hundred', () => {
  it('is found out: identity-swap, with the two names', async () => {
    const { report } = await realRun(changes, { defects: { sticky: 'swaps-users' } })
    const check = report.modes['sticky']?.checks['identity-swap']
    expect(report.verdict).toBe('fail')
    expect(check?.valid).toBe(false)
    expect((check?.count as number) / (check?.total as number)).toBeCloseTo(0.01, 2)
    expect(check?.evidence[0]?.says).toMatch(/^user-(\d+) asked replica-\d at .* and was answered as user-(?!\1$)\d+$/)
    expect(report.modes['jwt']?.checks['identity-swap'].count).toBe(0)
  })
})
