/** What was taken away, on three real replicas: gone at once where somebody is asked, as long as theory says where nobody is. */

import { beforeAll, describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import type { Defects } from '../../services/replica/testing/planted-defects.fixture.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'

const changes = { trials: 1 }
const checkOf = ({ report }: RealRun, mode: string, name: CheckName) => {
  const check = report.modes[mode]?.checks[name]
  if (check === undefined) throw new Error(`the report has nothing on ${mode}, ${name}`)
  return check
}

/** The window lies where theory has it, and theory is not silent. */
function expectWindow(run: RealRun, mode: string, name: CheckName, lifeMs: { mean: number; max: number }) {
  const { prediction, windowMs, expectation, sessions } = checkOf(run, mode, name)
  expect(prediction?.lifeMs, mode).toEqual(lifeMs)
  expect(expectation, mode).toMatchObject({ is: 'predicted', outcome: 'as-expected' })
  expect(sessions.total, mode).toBeGreaterThan(30)
  expect(windowMs?.max, mode).toBeLessThanOrEqual(lifeMs.max)
  expect(windowMs?.predicted?.mean, mode).toBeGreaterThan(0)
  // Ends at any moment of the ttl alike find half of it left: ttl/2 + tolerance − ½ s. Within what 48 random moments allow.
  const ttlMs = lifeMs.max - 1_000
  expect(Math.abs((windowMs?.predicted?.mean ?? 0) - (ttlMs / 2 + 500)) / ttlMs, mode).toBeLessThan(0.2)
}

describe('the old credential after a logout at any moment', () => {
  let run: RealRun
  beforeAll(async () => {
    run = await realRun(changes, { scenario: 'revocation' })
  })

  it('is as the scenario expects', () => expect(run.report.verdict).toBe('pass'))

  it.each(['sticky', 'redis', 'jwt-denylist'])('has no window in %s', (mode) => {
    const { valid, count, total, windowMs } = checkOf(run, mode, 'zombie-session')
    expect([valid, count, windowMs]).toEqual([true, 0, undefined])
    expect(total).toBeGreaterThan(200)
  })

  it('lives on in jwt for what is left of the token, and in jwt-refresh of the access token', () => {
    expectWindow(run, 'jwt', 'zombie-session', { mean: 2_500, max: 3_000 })
    expectWindow(run, 'jwt-refresh', 'zombie-session', { mean: 1_500, max: 2_000 })
  })
})

describe('a role that was taken away at any moment', () => {
  let run: RealRun
  beforeAll(async () => {
    run = await realRun(changes, { scenario: 'roles' })
  })

  it('is as the scenario expects', () => expect(run.report.verdict).toBe('pass'))

  it.each(['basic', 'sticky', 'redis'])('is gone at once in %s', (mode) => {
    const { valid, count, total } = checkOf(run, mode, 'stale-authorization')
    expect([valid, count]).toEqual([true, 0])
    expect(total).toBeGreaterThan(mode === 'basic' ? 20 : 200)
  })

  it('lives on in every token, on the denylist or not, for what is left of the token', () => {
    expectWindow(run, 'jwt', 'stale-authorization', { mean: 2_500, max: 3_000 })
    expectWindow(run, 'jwt-denylist', 'stale-authorization', { mean: 2_500, max: 3_000 })
    expectWindow(run, 'jwt-refresh', 'stale-authorization', { mean: 1_500, max: 2_000 })
    expect(checkOf(run, 'jwt', 'stale-authorization').evidence[0]?.says).toMatch(
      /^user-\d+ lost the role admin at [\d.]+ s on replica-\d, still acted as admin on replica-\d [\d.]+ ms later$/,
    )
  })

  it('is never taken from anybody by another user’s chief', () => {
    const changesOf = run.history.operations.filter(({ subject }) => subject !== undefined)
    expect(changesOf.length).toBeGreaterThan(200)
    for (const { user, subject, status } of changesOf) {
      expect([user.replace(/^\w+-/, ''), status]).toEqual([subject?.replace(/^\w+-/, ''), 200])
    }
  })
})

describe('a replica that is wrong on purpose is found out', () => {
  const broken = (defect: Defects[string], scenario: string, mode: string) =>
    realRun({ ...changes, modes: [mode] }, { scenario, defects: { [mode]: defect } })

  it('that remembers the role of one session in ten: stale-authorization', async () => {
    const run = await broken('remembers-roles', 'roles', 'sticky')
    const { valid, sessions, expectation } = checkOf(run, 'sticky', 'stale-authorization')
    expect(valid).toBe(false)
    expect(sessions.count).toBeGreaterThan(0)
    expect(sessions.count / sessions.total).toBeLessThan(0.3)
    expect(expectation?.outcome).toBe('unexpected')
    expect(run.report.verdict).toBe('fail')
  })

  it('that accepts tokens for a second longer than it was told to: their lives are longer than predicted', async () => {
    const run = await broken('accepts-expired-tokens', 'revocation', 'jwt')
    const { expectation } = checkOf(run, 'jwt', 'zombie-session')
    expect(expectation).toMatchObject({ outcome: 'unexpected' })
    expect(expectation?.says).toMatch(/^alive 3,\d\d\d ms after its issue, where 3,000 ms are the limit$/)
    expect(run.report.verdict).toBe('fail')
  })
})

describe('probes that end too soon', () => {
  it('prove nothing: the window was not seen to its end', async () => {
    const short = { ...changes, modes: ['jwt'], 'perMode.jwt.load.probeMs': 100, 'expect.zombie-session.atLeast': 1 }
    const run = await realRun(short, { scenario: 'revocation' })
    const { expectation } = checkOf(run, 'jwt', 'zombie-session')
    expect(expectation?.outcome).toBe('unknown')
    expect(expectation?.says).toMatch(/sessions were not seen to die: probe for longer/)
    expect(run.report.verdict).toBe('unknown')
  })
})
