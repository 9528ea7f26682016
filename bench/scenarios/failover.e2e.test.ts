/** Parts that come and go under load, on real ones: what must survive does, and what is lost by design is as predicted. */

import { describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'

const checkOf = ({ report }: RealRun, mode: string, name: CheckName) => {
  const check = report.modes[mode]?.checks[name]
  if (check === undefined) throw new Error(`the report has nothing on ${mode}, ${name}`)
  return check
}

/** One trial is less than a scenario asks for. */
const predicted = { is: 'predicted', atLeast: 50 }
const none = { is: 'none', atLeast: 50 }

describe('a failover of Redis', () => {
  it('is 503 and never 401 until it is over, and loses what the copy had not heard of, as predicted', async () => {
    const run = await realRun(
      {
        modes: ['redis', 'redis-atomic', 'jwt-denylist'],
        trials: 1,
        'expect.session-loss': predicted,
        'expect.identity-swap': none,
        'expect.lasting-outage': none,
      },
      { scenario: 'redis-failover' },
    )
    expect(run.report.verdict).toBe('pass')
    for (const mode of ['redis', 'redis-atomic']) {
      const { count, prediction } = checkOf(run, mode, 'lost-update')
      expect(count, mode).toBeGreaterThan(0)
      expect(prediction?.band?.[1], mode).toBeGreaterThan(0)
      expect(checkOf(run, mode, 'session-mismatch'), mode).toMatchObject({ valid: true, count: 0 })
    }
    const [effect] = run.report.modes['redis']?.timeAxes?.[0]?.faults ?? []
    expect(effect).toMatchObject({ fault: 'failover-redis', what: 'redis-1', recoverySeconds: expect.any(Number) })
    expect(Object.keys(effect?.failures ?? {})).toEqual(['503 store-unavailable'])
  })
})

describe('replicas that die, freeze, are restarted, join and leave', () => {
  it('cost nobody a login, a write or a post where any of them can answer', async () => {
    const run = await realRun({}, { scenario: 'replicas-come-and-go' })
    expect(run.report.verdict).toBe('pass')
    expect(run.history.faults.map(({ fault }) => fault)).toEqual([
      'kill-replica',
      'pause-replica',
      'restart-replica',
      'scale-out',
      'scale-in',
    ])
    for (const mode of ['cluster-sync', 'redis', 'redis-atomic', 'jwt', 'basic'])
      expect(checkOf(run, mode, 'session-mismatch'), mode).toMatchObject({ valid: true, count: 0 })
  }, 180_000)
})

describe('a replica that comes back', () => {
  it('logs its users out a second time where their address leads to it, and not where a new cookie does', async () => {
    const modes = ['sticky', 'memory-ip-hash', 'jwt']
    const run = await realRun({ modes, trials: 1, 'expect.involuntary-logout': predicted }, { scenario: 'failback' })
    expect(run.report.verdict).toBe('pass')
    const timesOut = (mode: string) => checkOf(run, mode, 'involuntary-logout').evidence.map(({ says }) => says)
    expect(timesOut('memory-ip-hash').join()).toContain('the first of 2 times')
    expect(timesOut('sticky').join()).not.toMatch(/the first of/)
  })
})
