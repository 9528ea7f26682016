/** The checks must be able to fail: replicas that are wrong on purpose, one defect a mode, stand behind the real load balancer. */

import { describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import { firstClient } from '../../analysis/report/model/report.ts'
import type { Defects } from '../../services/replica/testing/planted-defects.fixture.ts'
import { checkOf, type RealRun, realRun } from '../run/real-run.fixture.ts'
import { sharedByTests } from '../run/recorded-run.fixture.ts'

const none = { is: 'none', atLeast: 100 }

/** A run with these defects. `perMode` says what a mode does besides, and what is expected of it. */
function runWith(defects: Defects, scenario: string, changes: object, perMode: Readonly<Record<string, object>>) {
  const modes = [...Object.keys(defects), ...Object.keys(perMode).filter((mode) => !(mode in defects))]
  return sharedByTests(() => realRun({ modes, ...changes, perMode }, { scenario, defects }))
}

/** The checks whose finding is not as expected, by mode. */
function unexpectedIn({ report }: RealRun): Record<string, string[]> {
  const found = Object.entries(report.modes).map(([mode, of]) => [
    mode,
    Object.entries(firstClient(of).checks)
      .filter(([, { expectation }]) => expectation?.outcome === 'unexpected')
      .map(([name]) => name),
  ])
  return Object.fromEntries(found)
}

describe('a defect in one operation of 50 or 100', () => {
  const cart = (check: CheckName) => ({
    workload: 'cart',
    load: { followUps: 12, minOperations: 2_000 },
    expect: { [check]: none },
  })
  const posts = {
    workload: 'posts',
    load: { minOperations: 2_000 },
    expect: { 'duplicate-execution': none, 'lost-post': none },
  }
  const browse = { load: { minOperations: 3_000 } }
  const run = runWith(
    {
      sticky: 'forgets-sessions',
      'redis-atomic': 'swaps-users',
      redis: 'drops-items',
      'memory-ip-hash': 'serves-old-carts',
      'cluster-sync': 'doubles-items',
      'memory-consistent-hash': 'ignores-logouts',
      jwt: 'doubles-posts',
      'jwt-denylist': 'drops-posts',
    },
    'session-mismatch',
    { trials: 2, clients: ['frozen'] },
    {
      sticky: browse,
      'redis-atomic': browse,
      redis: cart('lost-update'),
      'memory-ip-hash': cart('stale-read'),
      'cluster-sync': cart('duplicate-execution'),
      // Each replica ignores its every fiftieth logout. Long probes would leave time for few of them on a fast machine.
      'memory-consistent-hash': {
        workload: 'logout',
        load: { followUps: 6, probeMs: 10, minOperations: 6_000 },
        expect: { 'zombie-session': none },
      },
      jwt: posts,
      'jwt-denylist': posts,
      'jwt-refresh': browse,
    },
  )

  it('is found by the check that looks for it, and by no other; a mode without a defect is found to be right', async (context) => {
    const found = await run(context)
    expect(unexpectedIn(found)).toEqual({
      sticky: ['session-mismatch'],
      'redis-atomic': ['identity-swap'],
      redis: ['lost-update'],
      'memory-ip-hash': ['stale-read'],
      'cluster-sync': ['duplicate-execution'],
      'memory-consistent-hash': ['zombie-session'],
      jwt: ['duplicate-execution'],
      'jwt-denylist': ['lost-post'],
      'jwt-refresh': [],
    })
    expect(found.report.verdict).toBe('fail')
  })

  it('that forgets sessions: session-mismatch, by the very replica of the login', async (context) => {
    const { causes, count, sessions, evidence } = checkOf(await run(context), 'sticky', 'session-mismatch')
    expect(causes).toEqual({ 'store-lost-it': count })
    expect(sessions.count / sessions.total).toBeCloseTo(0.01, 2)
    expect(evidence[0]?.says).toMatch(
      /^user-\d+ logged in on (replica-\d) at .*, was refused \(unknown-session\) on \1 /,
    )
  })

  it('that takes one user for another: identity-swap, with the two names', async (context) => {
    const { count, total, evidence } = checkOf(await run(context), 'redis-atomic', 'identity-swap')
    expect(count / total).toBeCloseTo(0.01, 2)
    expect(evidence[0]?.says).toMatch(/^user-(\d+) asked replica-\d at .* and was answered as user-(?!\1$)\d+$/)
  })

  it('that drops cart items: lost-update, by one writer', async (context) => {
    const { count, rate, causes } = checkOf(await run(context), 'redis', 'lost-update')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ 'one-writer': count })
  })

  it('that answers old carts: stale-read, late', async (context) => {
    const found = await run(context)
    const { count, total, causes, evidence } = checkOf(found, 'memory-ip-hash', 'stale-read')
    expect(count / total).toBeGreaterThan(0.005) // /me is judged too, and always right
    expect(count / total).toBeLessThan(0.02)
    expect(causes['late']).toBeGreaterThan(0)
    expect(evidence[0]?.says).toMatch(
      /^user-\d+ wrote item .* on (replica-\d) at .*, but a read on \1 .* did not return it$/,
    )
    expect(firstClient(found.report.modes['memory-ip-hash'])?.guarantees).toMatchObject({
      'read-your-writes': false,
      'monotonic-writes': true,
    })
  })

  it('that applies writes twice: duplicate-execution', async (context) => {
    const { rate, count, causes } = checkOf(await run(context), 'cluster-sync', 'duplicate-execution')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ answered: count })
  })

  it('that keeps sessions alive after their logout: zombie-session', async (context) => {
    const { count, total } = checkOf(await run(context), 'memory-consistent-hash', 'zombie-session')
    expect(count / total).toBeCloseTo(0.02, 1)
  })

  it('that writes posts twice: duplicate-execution', async (context) => {
    const found = await run(context)
    const { rate, count, causes, evidence } = checkOf(found, 'jwt', 'duplicate-execution')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ answered: count })
    expect(evidence[0]?.says).toMatch(
      /^user-\d+ sent post user-\d+\.\d+\.\d+ once, at .*, and the database has 2 of it$/,
    )
    expect(checkOf(found, 'jwt', 'lost-post')).toMatchObject({ valid: true, count: 0 })
  })

  it('that acknowledges posts without writing them: lost-post', async (context) => {
    const found = await run(context)
    const { rate, count, causes } = checkOf(found, 'jwt-denylist', 'lost-post')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ 'no-fault-about': count })
    expect(checkOf(found, 'jwt-denylist', 'duplicate-execution')).toMatchObject({ valid: true, count: 0 })
  })
})

describe('a defect in what ends a session, a role or a token, and in the log', () => {
  const remedies = [
    'stolen-after-logout',
    'stolen-after-logout-all',
    'stolen-after-new-password',
    'stolen-after-disabling',
  ] as const satisfies readonly CheckName[]
  const run = runWith(
    {
      sticky: 'ignores-logouts-everywhere',
      'memory-ip-hash': 'remembers-roles',
      jwt: 'accepts-expired-tokens',
      'memory-consistent-hash': 'logs-cookies',
    },
    'roles',
    { trials: 1, expect: { 'identity-swap': none } },
    {
      sticky: {
        workload: 'theft',
        expect: Object.fromEntries(remedies.map((name) => [name, { is: 'predicted', atLeast: 100, precision: 0.2 }])),
      },
      'memory-ip-hash': { expect: { 'stale-authorization': { is: 'predicted', atLeast: 200, precision: 0.15 } } },
      jwt: {
        workload: 'logout',
        load: { endsWithinMs: 2_000, probeMs: 3_100 },
        expect: { 'zombie-session': { is: 'predicted', atLeast: 200, precision: 0.15 } },
      },
      'memory-consistent-hash': { workload: 'browse', load: { durationSeconds: 0.1, minOperations: 200 } },
    },
  )

  it('is found by the check that looks for it, and by no other', async (context) => {
    const found = await run(context)
    expect(unexpectedIn(found)).toEqual({
      sticky: ['stolen-after-logout-all'],
      'memory-ip-hash': ['stale-authorization'],
      jwt: ['zombie-session'],
      'memory-consistent-hash': ['exposed-credential'],
    })
    expect(found.report.verdict).toBe('fail')
  })

  it('that ends no session where all should end is found by the remedy that it spoils', async (context) => {
    const found = await run(context)
    expect(remedies.map((name) => [name, checkOf(found, 'sticky', name).valid])).toEqual([
      ['stolen-after-logout', true],
      ['stolen-after-logout-all', false],
      ['stolen-after-new-password', true], // it takes the place of the session that it came with
      ['stolen-after-disabling', true],
    ])
    expect(checkOf(found, 'sticky', 'stolen-after-logout-all').evidence[0]?.says).toMatch(
      /^user-\d+ logged out on all devices on replica-\d at [\d.]+ s, the thief was still accepted on replica-\d [\d.]+ ms later$/,
    )
  })

  it('that remembers the role of one session in ten: stale-authorization', async (context) => {
    const { valid, sessions } = checkOf(await run(context), 'memory-ip-hash', 'stale-authorization')
    expect(valid).toBe(false)
    expect(sessions.count).toBeGreaterThan(0)
    expect(sessions.count / sessions.total).toBeLessThan(0.3)
  })

  it('that accepts tokens for a second longer than it was told to: their lives are longer than predicted', async (context) => {
    const { expectation } = checkOf(await run(context), 'jwt', 'zombie-session')
    expect(expectation?.says).toMatch(/^accepted 3,\d\d\d ms after its issue, but the limit is 3,000 ms$/)
  })

  it('that writes cookies into the log is found, whatever the scenario is about', async (context) => {
    const { report } = await run(context)
    const mode = report.modes['memory-consistent-hash']
    const check = firstClient(mode)?.checks['exposed-credential']
    expect(check).toMatchObject({ valid: false, expectation: { is: 'none', outcome: 'unexpected' } })
    expect(check?.count).toBe(mode?.exposure?.credentials)
    expect(check?.evidence[0]?.says).toMatch(/^a credential is written to replica-\d\.log, line \d+$/)
  })
})
