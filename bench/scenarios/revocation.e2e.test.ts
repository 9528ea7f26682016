/** What was taken away, on three real replicas: gone at once where somebody is asked, as long as theory says where nobody is. */

import { describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import { checkOf, type RealRun, realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

/** The window lies where theory has it, and theory is not silent. */
function expectWindow(run: RealRun, mode: string, name: CheckName, lifeMs: { mean: number; max: number }) {
  const { prediction, residualLifetimeMs, expectation, sessions } = checkOf(run, mode, name)
  expect(prediction?.lifeMs, mode).toEqual(lifeMs)
  expect(expectation, mode).toMatchObject({ is: 'predicted', outcome: 'as-expected' })
  expect(sessions.total, mode).toBeGreaterThan(30)
  expect(residualLifetimeMs?.max, mode).toBeLessThanOrEqual(lifeMs.max)
  expect(residualLifetimeMs?.predictedMean, mode).toBeGreaterThan(0)
  // Ends at any moment of the ttl alike find half of it left: ttl/2 + tolerance − ½ s. Within what 48 random moments allow.
  const ttlMs = lifeMs.max - 1_000
  expect(Math.abs((residualLifetimeMs?.predictedMean ?? 0) - (ttlMs / 2 + 500)) / ttlMs, mode).toBeLessThan(0.2)
}

describe('the old credential after a logout at any moment', () => {
  it.for(['sticky', 'redis', 'jwt-denylist'])('has no window in %s', async (mode, context) => {
    const run = await recordedRun('revocation', context)
    const { valid, count, total, residualLifetimeMs } = checkOf(run, mode, 'zombie-session')
    expect([valid, count, residualLifetimeMs]).toEqual([true, 0, undefined])
    expect(total).toBeGreaterThan(200)
  })

  it('lives on in jwt for what is left of the token, and in jwt-refresh of the access token', async (context) => {
    const run = await recordedRun('revocation', context)
    expectWindow(run, 'jwt', 'zombie-session', { mean: 2_500, max: 3_000 })
    expectWindow(run, 'jwt-refresh', 'zombie-session', { mean: 1_500, max: 2_000 })
  })
})

describe('a role that was taken away at any moment', () => {
  it.for(['basic', 'sticky', 'redis'])('is gone at once in %s', async (mode, context) => {
    const run = await recordedRun('roles', context)
    const { valid, count, total } = checkOf(run, mode, 'stale-authorization')
    expect([valid, count]).toEqual([true, 0])
    expect(total).toBeGreaterThan(mode === 'basic' ? 20 : 200)
  })

  it('lives on in every token, on the denylist or not, for what is left of the token', async (context) => {
    const run = await recordedRun('roles', context)
    expectWindow(run, 'jwt', 'stale-authorization', { mean: 2_500, max: 3_000 })
    expectWindow(run, 'jwt-denylist', 'stale-authorization', { mean: 2_500, max: 3_000 })
    expectWindow(run, 'jwt-refresh', 'stale-authorization', { mean: 1_500, max: 2_000 })
    expect(checkOf(run, 'jwt', 'stale-authorization').evidence[0]?.says).toMatch(
      /^user-\d+ lost the role admin at [\d.]+ s on replica-\d, still acted as admin on replica-\d [\d.]+ ms later$/,
    )
  })

  it('is never taken from anybody by another user’s admin user', async (context) => {
    const run = await recordedRun('roles', context)
    const changesOf = run.history.operations.filter(({ subject }) => subject !== undefined)
    expect(changesOf.length).toBeGreaterThan(200)
    for (const { user, subject, status } of changesOf) {
      expect([user.replace(/^\w+-/, ''), status]).toEqual([subject?.replace(/^\w+-/, ''), 200])
    }
  })
})

describe('probes that end too soon', () => {
  it('prove nothing: the window was not seen to its end', async () => {
    const short = { trials: 1, modes: ['jwt'], 'perMode.jwt.load.probeMs': 100, 'expect.zombie-session.atLeast': 1 }
    const run = await realRun(short, { scenario: 'revocation' })
    const { expectation } = checkOf(run, 'jwt', 'zombie-session')
    expect(expectation?.outcome).toBe('unknown')
    expect(expectation?.says).toMatch(/sessions were still accepted at the last request: probe for longer/)
    expect(run.report.verdict).toBe('unknown')
  })
})
